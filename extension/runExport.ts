import path from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../runtime/model/run.ts';
import type { ExportFormat } from '../runtime/model/workerProtocol.ts';
import { longWork } from './runImport.ts';
import { cancellable } from './slowProgress.ts';
import { tell } from './toast.ts';
import { wholeFile } from './wholeFile.ts';
import type { WorkerClient } from './workerClient.ts';

interface Format extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  readonly ending: string;
}

const formats: readonly Format[] = [
  {
    format: 'html',
    ending: 'html',
    label: vscode.l10n.t('Page (HTML)'),
    detail: vscode.l10n.t('One file that opens in any browser, offline: steps, session changes and calls.'),
  },
  {
    format: 'recording',
    ending: 'backstep.sqlite',
    label: vscode.l10n.t('Recording (SQLite)'),
    detail: vscode.l10n.t('One file with all steps, to be imported, opened and replayed elsewhere.'),
  },
  {
    format: 'mermaid',
    ending: 'mmd',
    label: vscode.l10n.t('Diagram (Mermaid)'),
    detail: vscode.l10n.t('The transitions that the run took, and how often.'),
  },
];

/** Asks how and where to write a run, and writes it. */
export async function exportRun(
  run: Pick<RunSummary, 'id' | 'workflow' | 'path'>,
  recordings: WorkerClient,
): Promise<void> {
  const format = await vscode.window.showQuickPick(formats, {
    title: vscode.l10n.t('Export {0}', run.workflow),
    placeHolder: vscode.l10n.t('As what?'),
  });
  if (format === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(path.dirname(run.path));
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export {0}', run.workflow),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(folder, `${fileName(run.workflow)}-${fileName(run.id)}.${format.ending}`),
  });
  if (target === undefined) return;
  // The dialog has asked whether to replace what is there.
  const done = await wholeFile(target.fsPath, (beside) =>
    cancellable(vscode.l10n.t('Exporting {0}', run.workflow), (signal) =>
      recordings.request(
        { type: 'exportRun', path: run.path, target: beside, format: format.format },
        longWork,
        signal,
      ),
    ),
  );
  if (done === null) return;
  const answer = await tell(
    vscode.l10n.t('{0} was exported to {1}.', run.workflow, target.fsPath),
    vscode.l10n.t('Open'),
  );
  if (answer === vscode.l10n.t('Open')) await openExported(target, format.format);
}

async function openExported(target: vscode.Uri, format: ExportFormat): Promise<void> {
  // A page belongs into a browser; the others have editors of their own.
  if (format === 'html' && (await vscode.env.openExternal(target))) return;
  await vscode.commands.executeCommand('vscode.open', target);
}

/** A name from a recording, without what a file's name cannot have. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80);
}
