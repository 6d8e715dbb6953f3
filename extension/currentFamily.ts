import { dirname } from 'node:path';
import type { RunFamily } from '../runtime/model/family.ts';
import type { RunSummary } from '../runtime/model/run.ts';
import { familyOf } from './runFamily.ts';
import { recordingsOf } from './runFolders.ts';
import type { Sessions } from './sessions.ts';
import type { WorkerClient } from './workerClient.ts';

/** The runs that the current session's run is kin to, as they are recorded now; null without a session. */
export async function currentFamily(
  sessions: Sessions,
  worker: WorkerClient,
): Promise<{ readonly family: RunFamily; readonly runs: readonly RunSummary[] } | null> {
  const { position, recording } = sessions;
  if (position === null) return null;
  const dir = recording === null ? recordingsOf(position.file) : dirname(recording);
  const { runs } = await worker.request({ type: 'runs', dir });
  return { family: familyOf(runs, position), runs };
}
