import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { loadSqlite } from './database.ts';
import { diskError, recordingError } from './failure.ts';
import { runPath } from './openRunFile.ts';
import { openRun, type RunReader } from './reader.ts';
import { saveRun } from './saveRun.ts';

/**
 * Writes a run into one file that needs no other: the frames that a fork inherits are in it. Opens like any recording.
 *
 * @throws BackstepError as `openRun` does, `recording-exists`, `recording-torn` for a run that is damaged,
 *   `recording-disk-full` or `recording-unwritable`.
 */
export async function exportRun(file: string, target: string): Promise<void> {
  using run = await openRun(file);
  assertWhole(run);
  if (existsSync(target)) throw recordingError('recording-exists', `${target} exists: choose another name.`);
  await saveWhole(run, path.resolve(target));
}

/**
 * Puts an exported run into a folder of recordings, under its own id. The file is rewritten rather than copied, so that
 * nothing gets in but a run.
 *
 * @returns the recording's path.
 * @throws BackstepError as `exportRun` does.
 */
export async function importRun(file: string, dir: string): Promise<string> {
  using run = await openRun(file);
  assertWhole(run);
  const { id } = run.header;
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw diskError(error, 'write', dir);
  }
  const taken = runPath(dir, id);
  if (taken !== null)
    throw recordingError('recording-exists', `The run ${id} is there already, as ${taken}.`);
  const target = path.join(path.resolve(dir), `${id}.sqlite`);
  await saveWhole(run, target);
  return target;
}

function assertWhole({ own: { path: file, damage } }: RunReader): void {
  if (damage !== null) throw recordingError('recording-torn', `${file} is damaged: ${damage}.`);
}

async function saveWhole(run: RunReader, target: string): Promise<void> {
  const alone = { ...run.own.identity, parent: null, inherited: 0 };
  saveRun(await loadSqlite(), run, run.own, alone, target);
}
