import type { RunEnd, RunSummary } from '../model/run.ts';
import type { RunIdentity, Writer } from './record.ts';
import { mayWrite } from './writerProcess.ts';

/**
 * A run as lists show it. `steps` counts those of the parents too.
 *
 * @param writer - the process that recorded last; null when it said that it was done, or when none is known.
 */
export function summaryOf(
  identity: RunIdentity,
  end: Pick<RunEnd, 'status' | 'endedAt'> | null,
  steps: number,
  path: string,
  writer: Writer | null,
): RunSummary {
  return {
    id: identity.id,
    workflow: identity.workflow,
    file: identity.file,
    status: end?.status ?? (writer !== null && mayWrite(writer) ? 'running' : 'unfinished'),
    startedAt: identity.startedAt,
    endedAt: end?.endedAt ?? null,
    steps,
    parent: identity.parent?.run ?? null,
    parentSeq: identity.parent?.cut.seq ?? null,
    path,
  };
}
