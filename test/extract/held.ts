import assert from 'node:assert/strict';
import { extract } from '../../runtime/extract/extract.ts';
import { drawingOf } from '../../runtime/model/drawn.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { openRun } from '../../runtime/recording/reader.ts';

/**
 * Holds every recording of a folder against the graph of the source that it was recorded with: a transition that was
 * observed and is not drawn fails, unless the graph says itself that it cannot read where that return leads. Gives the number of steps held.
 */
export async function assertRunsAreDrawn(dir: string): Promise<number> {
  const { runs } = await listRuns(dir);
  const undrawn: string[] = [];
  let held = 0;
  for (const { path } of runs) {
    using run = await openRun(path);
    const { header, frames } = run;
    const { workflows } = extract(header.file, { text: header.source });
    const graphOf = ({ workflow = header.workflow, at }: Frame) => {
      // A child workflow may come from a file of its own.
      const elsewhere = at === null || at.file === header.file ? [] : extract(at.file).workflows;
      return [...workflows, ...elsewhere].find(({ name }) => name === workflow);
    };
    // What a fork took over is its parent's, which lies in the same folder.
    for (const frame of frames.slice(header.parent?.cut.seq ?? 0)) {
      const graph = graphOf(frame);
      // What the engine took for a child in another file says no place to find the child's graph by.
      if (!graph && frame.at === null && frame.workflow !== undefined) continue;
      assert.ok(graph, `there is no graph of ${frame.workflow ?? header.workflow}, which ${path} records`);
      held++;
      if (drawingOf(graph, frame) === 'missing')
        undrawn.push(`${header.workflow}: ${frame.state} -> ${frame.next} :${frame.at?.line}`);
    }
  }
  assert.deepEqual([...new Set(undrawn)], [], 'transitions that runs took and the graph lacks');
  return held;
}
