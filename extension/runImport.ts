import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { runFolders } from './runFolders.ts';
import { cancellable } from './slowProgress.ts';
import { complain, tell } from './toast.ts';
import { removeUnfinishedRuns } from './wholeFile.ts';
import type { WorkerClient } from './workerClient.ts';

/** Milliseconds that a large recording may take to be rewritten. */
export const longWork = 600_000;

/** Asks for recordings and puts them into the folder of runs. True when any was taken in. */
export async function askForImport(recordings: WorkerClient): Promise<boolean> {
  const dir = await chooseFolder();
  if (dir === null) return false;
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import Workflow Runs'),
    openLabel: vscode.l10n.t('Import'),
    canSelectMany: true,
    filters: { Recordings: ['sqlite', 'journal'], 'All Files': ['*'] },
  });
  if (chosen === undefined) return false;
  return await importFiles(
    chosen.map(({ fsPath }) => fsPath),
    dir,
    recordings,
  );
}

/** Puts recordings into a folder of runs, and tells of each that could not be. True when any was taken in. */
export async function importFiles(
  files: readonly string[],
  dir: string,
  recordings: WorkerClient,
): Promise<boolean> {
  const failures: string[] = [];
  let taken = 0;
  for (const file of files) {
    try {
      const done = await cancellable(vscode.l10n.t('Importing {0}', path.basename(file)), (signal) =>
        recordings.request({ type: 'importRun', path: file, dir }, longWork, signal),
      );
      if (done === null) break;
      taken += 1;
    } catch (error) {
      failures.push(`${path.basename(file)}: ${(error as Error).message}`);
    }
  }
  if (taken < files.length) await removeUnfinishedRuns(dir);
  if (failures.length > 0) void complain(vscode.l10n.t('Backstep cannot import {0}', failures.join(' ')));
  else if (taken > 0) {
    void tell(
      taken === 1 ? vscode.l10n.t('1 run was imported.') : vscode.l10n.t('{0} runs were imported.', taken),
    );
  }
  return taken > 0;
}

/** Takes in a file of which only the content came, as when it is dropped into a browser. */
export async function importContent(
  file: vscode.DataTransferFile,
  dir: string,
  recordings: WorkerClient,
): Promise<boolean> {
  const home = await mkdtemp(path.join(tmpdir(), 'backstep-import-'));
  try {
    const copy = path.join(home, path.basename(file.name));
    await writeFile(copy, await file.data());
    return await importFiles([copy], dir, recordings);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The folder of recordings to import into; null when there is none, of which the user has been told, or none chosen. */
async function chooseFolder(): Promise<string | null> {
  const folders = runFolders();
  const [only] = folders;
  if (only === undefined) {
    void complain(vscode.l10n.t('Open a folder first: imported runs are kept in it.'));
    return null;
  }
  if (folders.length === 1) return only.dir;
  const picked = await vscode.window.showQuickPick(
    folders.map(({ name, dir }) => ({ label: name, description: dir, dir })),
    { placeHolder: vscode.l10n.t('Which folder should the runs be imported into?') },
  );
  return picked?.dir ?? null;
}
