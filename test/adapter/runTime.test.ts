import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { heatOf } from '../../runtime/recording/heat.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { spentBy } from '../../runtime/recording/runFacts.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

/** How long a person looks at each stop: more than such steps take, so that a pause that is counted is seen. */
const lookMs = 300;

test('the time of a run is that of its steps, however long one looks at it while branches are open', () =>
  withDebugging(async ({ launch, move, position, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['SPLIT', 'PART', 'JOINED', 'RESTED'],
      `@step(State.SPLIT) split() { return fanOut(State.PART, ['a', 'b'], { join: State.JOINED }); }
  @step(State.PART) part(item: string) { return done(item); }
  @step(State.JOINED) join() { return sleep('3d', State.RESTED); }
  @step(State.RESTED) rest() { return done(); }`,
    );
    await launch(file);
    while (position().state !== '#done') {
      await sleep(lookMs);
      await move('next');
    }
    await client.request('disconnect', {});
    await client.close();
    const dir = join(folder, 'runs');
    const [name = ''] = readdirSync(dir).filter((entry) => entry.endsWith('.sqlite'));
    using run = await openRun(join(dir, name));
    const steps = run.range(1, run.head).filter(({ wake }) => wake === undefined);
    assert.equal(steps.length, 5);
    const sum = steps.reduce((ms, { durationMs }) => ms + durationMs, 0);
    const { ms } = spentBy(run);
    // Branches may have run side by side, and count once then.
    assert.ok(ms > 0 && ms <= sum + 0.001, `${ms} ms, while its steps took ${sum} ms together`);
    const heat = await heatOf(dir, 'Flow');
    assert.ok(Math.abs(heat.states.reduce((all, { spending }) => all + spending.ms, 0) - sum) < 0.001);
  }));
