import * as vscode from 'vscode';
import { replayOf } from './debugConfiguration.ts';
import type { RunsView } from './runsView.ts';
import type { RunNode } from './runTree.ts';
import { debugType, type Sessions } from './sessions.ts';
import type { WorkerClient } from './workerClient.ts';

type RunRow = Extract<RunNode, { type: 'run' }>;
/** Rows that stand for a file on disk. */
type FileRow = Exclude<RunNode, { type: 'folder' }>;

/** Commands on the rows of the Runs view. */
export function registerRunCommands(
  view: RunsView,
  worker: WorkerClient,
  sessions: Sessions,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('backstep.replayRun', (row?: RunNode) =>
      replay(row ?? view.selection[0]),
    ),
    vscode.commands.registerCommand(
      'backstep.deleteRun',
      async (row?: RunNode, rows?: readonly RunNode[]) => {
        const chosen = rows ?? (row === undefined ? view.selection : [row]);
        await deleteFiles(chosen.filter(isFileRow), worker, sessions);
        view.refresh();
      },
    ),
    vscode.commands.registerCommand('backstep.revealRun', async (row?: RunNode) => {
      const chosen = row ?? view.selection[0];
      if (chosen !== undefined && isFileRow(chosen)) await reveal(vscode.Uri.file(pathOf(chosen)));
    }),
    vscode.commands.registerCommand('backstep.refreshRuns', () => view.refresh()),
  );
}

async function replay(row: RunNode | undefined): Promise<void> {
  if (row?.type !== 'run') {
    void vscode.window.showInformationMessage('Choose a run in the Workflow Runs view to replay it.');
    return;
  }
  // A replay holds nothing, so opening another run takes its place instead of standing beside it.
  const active = vscode.debug.activeDebugSession;
  if (active?.type === debugType && active.configuration['replay'] !== undefined) {
    await vscode.debug.stopDebugging(active);
  }
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(row.run.path));
  await vscode.debug.startDebugging(folder, replayOf(row.run));
}

async function deleteFiles(
  rows: readonly FileRow[],
  worker: WorkerClient,
  sessions: Sessions,
): Promise<void> {
  const open = rows.find((row) => row.type === 'run' && row.run.id === sessions.position?.run);
  if (open !== undefined) {
    void vscode.window.showWarningMessage(
      `${nameOf(open)} is open in a debug session. Stop it first to delete it.`,
    );
    return;
  }
  const [only] = rows;
  if (only === undefined) return;
  const what = rows.length === 1 ? `the recording of ${nameOf(only)}` : `${rows.length} recordings`;
  const answer = await vscode.window.showWarningMessage(
    `Delete ${what}?`,
    { modal: true, detail: 'This cannot be undone. Forks keep the steps that they share with it.' },
    'Delete',
  );
  if (answer !== 'Delete') return;
  for (const row of rows) {
    try {
      await worker.request({ type: 'deleteRun', path: pathOf(row) });
    } catch (error) {
      void vscode.window.showErrorMessage(
        `Backstep cannot delete ${pathOf(row)}: ${(error as Error).message}`,
      );
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
