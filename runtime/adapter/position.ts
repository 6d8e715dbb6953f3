import { lineAt } from '../language/line.ts';
import type { Snapshot } from '../language/snapshot.ts';
import { waitsOf } from '../language/waits.ts';
import type { OpenBranch, PositionBody } from '../model/position.ts';
import { stepAt } from './codeAhead.ts';
import type { Cursor } from './cursor.ts';
import { linesOf, waitText } from './threads.ts';
import type { Visits } from './visits.ts';

/** More names than these nobody reads. */
const mostEdited = 100;

/** Where a session stands, as `backstep/position` tells it. */
export function positionBody(cursor: Cursor, running: boolean, visits: Visits): PositionBody {
  const { header, head } = cursor.timeline;
  const { last, snapshot, edited } = cursor;
  const branches = branchesOf(snapshot);
  const waiting = waitText(snapshot, '');
  const waits = waitsOf(snapshot);
  const signals = waits.flatMap(({ signal }) => (signal === null ? [] : [signal]));
  const until = waits.find(({ branch }) => branch === '')?.until ?? null;
  return {
    workflow: header.workflow,
    file: header.file,
    run: header.id,
    parent: header.parent && { run: header.parent.run, seq: header.parent.cut.seq },
    seq: cursor.count,
    head,
    mode: cursor.mode,
    ...(edited.length > 0 ? { edited: edited.slice(0, mostEdited) } : {}),
    running,
    state: cursor.state,
    ...(stepAt(snapshot, '')?.undoes ? { undoes: true } : {}),
    last: last && { from: last.state, to: last.next, line: last.at?.line ?? null },
    ...(branches.length > 0 ? { branches } : {}),
    ...(waiting === null ? {} : { waiting }),
    ...(signals.length > 0 ? { signals } : {}),
    ...(until === null ? {} : { until }),
    ...visits.body(),
  };
}

function branchesOf(snapshot: Snapshot): readonly OpenBranch[] {
  return linesOf(snapshot)
    .slice(1)
    .map(({ branch, state }) => {
      const line = lineAt(snapshot, branch);
      return { branch, state, ...(line?.type === 'workflow' ? { workflow: line.instance.workflow } : {}) };
    });
}
