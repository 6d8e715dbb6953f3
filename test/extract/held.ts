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
    const graphOf = (workflow: string) => {
      // A child may stand in a file of its own.
      const file = frames.find((frame) => frame.workflow === workflow && frame.at !== null)?.at?.file;
      const elsewhere = file === undefined || file === header.file ? [] : extract(file).workflows;
      const graph = [...workflows, ...elsewhere].find(({ name }) => name === workflow);
      assert.ok(graph, `there is no graph of ${workflow}, which ${path} records`);
      return graph;
    };
    // What a fork took over is its parent's, which lies in the same folder.
    for (const frame of frames.slice(header.parent?.cut.seq ?? 0)) {
      held++;
      if (drawingOf(graphOf(frame.workflow ?? header.workflow), frame) === 'missing')
        undrawn.push(undrawnText(header.workflow, frame));
    }
  }
  assert.deepEqual([...new Set(undrawn)], [], 'transitions that runs took and the graph lacks');
  return held;
}

/** A frame that a graph lacks, in words. */
export function undrawnText(workflow: string, { state, next, at, wake, directive, undoes }: Frame): string {
  const how = undoes ? 'undo' : (wake?.type ?? directive.directive);
  return `${workflow}: ${state} -> ${next} ${how} :${at?.line}`;
}
