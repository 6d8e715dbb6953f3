import type { PositionBody } from '../model/protocol.ts';
import type { Cursor } from './cursor.ts';
import { linesOf, waitText } from './threads.ts';
import type { Visits } from './visits.ts';

/** Where a session stands, as `backstep/position` tells it. */
export function positionBody(cursor: Cursor, running: boolean, visits: Visits): PositionBody {
  const { header, head } = cursor.timeline;
  const { last, snapshot } = cursor;
  const branches = linesOf(snapshot).slice(1);
  const waiting = waitText(snapshot, '');
  return {
    workflow: header.workflow,
    file: header.file,
    run: header.id,
    parent: header.parent && { run: header.parent.run, seq: header.parent.cut.seq },
    seq: cursor.count,
    head,
    mode: cursor.mode,
    running,
    state: cursor.state,
    last: last && { from: last.state, to: last.next, line: last.at?.line ?? null },
    ...(branches.length > 0 ? { branches: branches.map(({ branch, state }) => ({ branch, state })) } : {}),
    ...(waiting === null ? {} : { waiting }),
    ...visits.body(),
  };
}
