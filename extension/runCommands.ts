import * as vscode from 'vscode';
import { plainMessage } from './plainName.ts';
import { recordingViewType } from './recordingEditor.ts';
import { replay } from './replay.ts';
import { chooseRun } from './runChoice.ts';
import { compareRuns } from './runComparison.ts';
import { exportRun } from './runExport.ts';
import { noFilter } from './runFilter.ts';
import { askForFilter } from './runFilterInput.ts';
import { askForImport, longWork } from './runImport.ts';
import type { RunsView } from './runsView.ts';
import type { RunNode } from './runTree.ts';
import type { Sessions } from './sessions.ts';
import { withSlowProgress } from './slowProgress.ts';
import { complain, warn } from './toast.ts';
import type { WorkerClient } from './workerClient.ts';

type RunRow = Extract<RunNode, { type: 'run' }>;
/** Rows that stand for a file on disk. */
type FileRow = Exclude<RunNode, { type: 'folder' }>;

export interface RunCommandParts {
  readonly view: RunsView;
  readonly recordings: WorkerClient;
  readonly sessions: Sessions;
  readonly log: vscode.LogOutputChannel;
}

/** Commands on the rows of the Runs view, and on the view. */
export function registerRunCommands(parts: RunCommandParts): vscode.Disposable {
  const { view, recordings, sessions, log } = parts;
  const command = (name: string, act: (row?: RunNode, rows?: readonly RunNode[]) => unknown) => {
    return vscode.commands.registerCommand(name, async (row?: RunNode, rows?: readonly RunNode[]) => {
      try {
        await act(row, rows);
      } catch (error) {
        log.error(error as Error);
        void complain(vscode.l10n.t('Backstep: {0}', (error as Error).message));
      }
    });
  };
  return vscode.Disposable.from(
    command('backstep.replayRun', async (row) => {
      const run = await chooseRun(view, row, vscode.l10n.t('replay'));
      if (run !== null) await replay(run, sessions);
    }),
    command('backstep.openRun', async (row) => {
      const run = await chooseRun(view, row, vscode.l10n.t('open'));
      if (run === null) return;
      await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(run.path), recordingViewType);
    }),
    command('backstep.compareRuns', async (row, rows) => {
      const chosen = (rows ?? view.selection).flatMap((one) => (one.type === 'run' ? [one.run] : []));
      const [first, second] = chosen.length === 2 ? chosen : [];
      const a = first ?? (await chooseRun(view, row, vscode.l10n.t('compare')));
      if (a === null) return;
      const b = second ?? (await chooseRun(view, undefined, vscode.l10n.t('compare it with'), a));
      if (b !== null) await compareRuns(a, b, recordings);
    }),
    command('backstep.exportRun', async (row) => {
      const run = await chooseRun(view, row, vscode.l10n.t('export'));
      if (run !== null) await exportRun(run, recordings);
    }),
    command('backstep.importRuns', async () => {
      if (await askForImport(recordings)) view.refresh();
    }),
    command('backstep.filterRuns', () => askForFilter(view)),
    command('backstep.clearRunFilter', () => view.setFilter(noFilter)),
    command('backstep.deleteRun', async (row, rows) => {
      const chosen = rows ?? (row === undefined ? view.selection : [row]);
      await deleteFiles(chosen.filter(isFileRow), recordings, sessions);
      view.refresh();
    }),
    command('backstep.revealRun', async (row) => {
      const chosen = row ?? view.selection[0];
      if (chosen !== undefined && isFileRow(chosen)) await reveal(vscode.Uri.file(pathOf(chosen)));
    }),
    command('backstep.refreshRuns', () => view.refresh()),
  );
}

async function deleteFiles(
  rows: readonly FileRow[],
  worker: WorkerClient,
  sessions: Sessions,
): Promise<void> {
  const open = rows.find((row) => row.type === 'run' && row.run.id === sessions.position?.run);
  if (open !== undefined) {
    void warn(vscode.l10n.t('{0} is open in a debug session. Stop it first to delete it.', nameOf(open)));
    return;
  }
  const [only] = rows;
  if (only === undefined) return;
  const what =
    rows.length === 1
      ? vscode.l10n.t('the recording of {0}', nameOf(only))
      : vscode.l10n.t('{0} recordings', rows.length);
  const answer = await vscode.window.showWarningMessage(
    plainMessage(vscode.l10n.t('Delete {0}?', what)),
    {
      modal: true,
      detail: vscode.l10n.t('This cannot be undone. Forks keep the steps that they share with it.'),
    },
    vscode.l10n.t('Delete'),
  );
  if (answer !== vscode.l10n.t('Delete')) return;
  for (const row of rows) {
    try {
      const request = worker.request({ type: 'deleteRun', path: pathOf(row) }, longWork);
      await withSlowProgress(vscode.l10n.t('Deleting {0}', nameOf(row)), request);
    } catch (error) {
      void complain(vscode.l10n.t('Backstep cannot delete {0}: {1}', pathOf(row), (error as Error).message));
    }
  }
}

async function reveal(uri: vscode.Uri): Promise<void> {
  const inside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  await vscode.commands.executeCommand(inside ? 'revealInExplorer' : 'revealFileInOS', uri);
}

function nameOf(row: FileRow): string {
  return row.type === 'run' ? `${row.run.workflow} (${row.run.id})` : row.path;
}

function pathOf(row: RunRow | Extract<RunNode, { type: 'unreadable' }>): string {
  return row.type === 'run' ? row.run.path : row.path;
}

function isFileRow(row: RunNode): row is FileRow {
  return row.type !== 'folder';
}
