import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  fileNameOf,
  filledIn,
  type WorkflowTemplate,
  whyNoClassName,
  workflowTemplates,
} from './workflowTemplate.ts';

interface Choice extends vscode.QuickPickItem {
  readonly template: WorkflowTemplate;
}

const words: Readonly<Record<string, { readonly label: string; readonly detail: string }>> = {
  'refine-loop': {
    label: `$(sync) ${vscode.l10n.t('Refine Loop')}`,
    detail: vscode.l10n.t(
      'A model answers, its answer is judged, and refined until it will do. Three states.',
    ),
  },
  'map-reduce': {
    label: `$(type-hierarchy) ${vscode.l10n.t('Map and Reduce')}`,
    detail: vscode.l10n.t(
      'Documents are summarised side by side and joined, without those that failed. Three states.',
    ),
  },
  'human-approval': {
    label: `$(person) ${vscode.l10n.t('Human Approval')}`,
    detail: vscode.l10n.t(
      'A draft waits for a person’s decision, reminds once, and gives up in the end. Four states.',
    ),
  },
};

/** Creates a workflow from a template: which, under what name, in the folder that was clicked or is open. */
export function registerNewWorkflow(extensionUri: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand('backstep.newWorkflow', async (clicked?: unknown) => {
    const choices = workflowTemplates.map(
      (template): Choice => ({ ...(words[template.id] ?? { label: template.className }), template }),
    );
    const chosen = await vscode.window.showQuickPick(choices, {
      title: vscode.l10n.t('New Workflow'),
      placeHolder: vscode.l10n.t('What should it begin with? Each runs as it is.'),
    });
    if (chosen === undefined) return;
    const { id, className } = chosen.template;
    const folder = await folderFor(clicked);
    const name = await vscode.window.showInputBox({
      title: vscode.l10n.t('New Workflow'),
      prompt: vscode.l10n.t('Name of its class'),
      value: freeName(folder, className),
      validateInput: (text) => whyNoClassName(text) ?? whyTaken(folder, text),
    });
    if (name === undefined) return;
    const source = vscode.Uri.joinPath(extensionUri, 'extension', 'media', 'templates', `${id}.template`);
    const text = filledIn(
      new TextDecoder().decode(await vscode.workspace.fs.readFile(source)),
      className,
      name,
    );
    await open(folder, fileNameOf(name), text);
  });
}

async function open(folder: string | null, fileName: string, text: string): Promise<void> {
  const file = folder === null ? await placeFor(fileName) : vscode.Uri.file(path.join(folder, fileName));
  if (file === undefined) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(file, { preview: false });
}

/** Without a folder the place is asked for: what has no file cannot be drawn, debugged or run. */
async function placeFor(fileName: string): Promise<vscode.Uri | undefined> {
  return await vscode.window.showSaveDialog({
    title: vscode.l10n.t('New Workflow'),
    saveLabel: vscode.l10n.t('Create'),
    defaultUri: vscode.Uri.file(path.join(homedir(), fileName)),
    filters: { TypeScript: ['ts'] },
  });
}

/** The folder to create a file in; null where no folder is open. */
async function folderFor(clicked: unknown): Promise<string | null> {
  if (clicked instanceof vscode.Uri && clicked.scheme === 'file') {
    const { type } = await vscode.workspace.fs.stat(clicked);
    return type & vscode.FileType.Directory ? clicked.fsPath : path.dirname(clicked.fsPath);
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  const ofActive = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active);
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return (ofActive ?? folders[0])?.uri.fsPath ?? null;
}

/** The name, or the first of those with a number behind it that no file has. */
function freeName(folder: string | null, name: string): string {
  for (let number = 1; ; number++) {
    const wanted = number === 1 ? name : `${name}${number}`;
    if (whyTaken(folder, wanted) === null) return wanted;
  }
}

function whyTaken(folder: string | null, name: string): string | null {
  const file = fileNameOf(name);
  return folder !== null && existsSync(path.join(folder, file))
    ? vscode.l10n.t('{0} exists already: choose another name.', file)
    : null;
}
