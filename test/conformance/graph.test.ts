import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { extract } from '../../runtime/extract/extract.ts';
import { drawingOf } from '../../runtime/model/drawn.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { undrawnText } from '../extract/held.ts';
import { localEngine } from './localBackend.ts';
import { scenarios } from './scenarios.ts';

test('the graph draws whatever the scenarios do', async () => {
  const { workflows } = extract(distFile('../test/conformance/scenarios.ts'));
  const engine = localEngine('local', () => false);
  const lacking = new Set<string>();
  let held = 0;
  for (const scenario of scenarios) {
    const { frames } = await engine.run(scenario);
    for (const frame of frames as readonly Frame[]) {
      // A graph cannot know a name that is put together when the class is made.
      const name = frame.workflow ?? scenario.workflow.name;
      const graph = workflows.find((one) => one.name === name);
      assert.ok(graph, `there is no graph of ${name}`);
      held++;
      if (drawingOf(graph, frame) !== 'drawn') lacking.add(undrawnText(name, frame));
    }
  }
  assert.deepEqual([...lacking], []);
  assert.ok(held > scenarios.length);
});
