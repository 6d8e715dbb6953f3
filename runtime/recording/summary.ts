import type { RunEnd, RunSummary } from '../model/run.ts';
import type { RunIdentity } from './record.ts';

/**
 * A run as lists show it. `steps` counts those of the parents too.
 *
 * @param isRecorded - whether somebody may still be recording it
 */
export function summaryOf(
  identity: RunIdentity,
  end: Pick<RunEnd, 'status' | 'endedAt'> | null,
  steps: number,
  path: string,
  isRecorded: boolean,
): RunSummary {
  return {
    id: identity.id,
    workflow: identity.workflow,
    file: identity.file,
    status: end?.status ?? (isRecorded ? 'running' : 'unfinished'),
    startedAt: identity.startedAt,
    endedAt: end?.endedAt ?? null,
    steps,
    parent: identity.parent?.run ?? null,
    parentSeq: identity.parent?.cut.seq ?? null,
    path,
  };
}
