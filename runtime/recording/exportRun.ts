import { existsSync } from 'node:fs';
import path from 'node:path';
import { artifactNames, readArtifact, saveArtifact } from './artifacts.ts';
import { loadSqlite } from './database.ts';
import { recordingError } from './failure.ts';
import { runPath } from './openRunFile.ts';
import { openRun, type RunReader } from './reader.ts';
import { makeRecordingsFolder } from './recordingsFolder.ts';
import { saveRun } from './saveRun.ts';

/**
 * Writes a run into one file that needs no other: the frames that a fork inherits are in it, and the artifacts that it
 * refers to. Opens like any recording.
 *
 * @returns names of artifacts that are nowhere to be found.
 * @throws BackstepError as `openRun` does, `recording-exists`, `recording-torn` for a run that is damaged,
 *   `recording-disk-full` or `recording-unwritable`.
 */
export async function exportRun(file: string, target: string): Promise<readonly string[]> {
  using run = await openRun(file);
  assertWhole(run);
  if (existsSync(target)) throw recordingError('recording-exists', `${target} exists: choose another name.`);
  const found = new Map<string, Uint8Array>();
  const missing: string[] = [];
  for (const name of artifactNames(run)) {
    const content = run.own.artifact(name) ?? readArtifact(run.dir, name);
    if (content === null) missing.push(name);
    else found.set(name, content);
  }
  await saveWhole(run, path.resolve(target), found);
  return missing;
}

/**
 * Puts an exported run into a folder of recordings, under its own id, and its artifacts beside it. The file is rewritten rather than copied, so that
 * nothing gets in but a run.
 *
 * @returns the recording's path.
 * @throws BackstepError as `exportRun` does.
 */
export async function importRun(file: string, dir: string): Promise<string> {
  using run = await openRun(file);
  assertWhole(run);
  const { id } = run.header;
  makeRecordingsFolder(dir);
  const taken = runPath(dir, id);
  if (taken !== null)
    throw recordingError('recording-exists', `The run ${id} is there already, as ${taken}.`);
  const target = path.join(path.resolve(dir), `${id}.sqlite`);
  const save = (): void => {
    for (const name of artifactNames(run)) {
      const content = run.own.artifact(name);
      if (content !== null) saveArtifact(dir, name, content);
    }
  };
  save();
  await saveWhole(run, target);
  // Until the run was there, another process may have taken some for unneeded.
  save();
  return target;
}

function assertWhole({ own: { path: file, damage } }: RunReader): void {
  if (damage !== null) throw recordingError('recording-torn', `${file} is damaged: ${damage}.`);
}

async function saveWhole(
  run: RunReader,
  target: string,
  artifacts?: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const alone = { ...run.own.identity, parent: null, inherited: 0 };
  saveRun(await loadSqlite(), run, run.own, alone, target, artifacts);
}
