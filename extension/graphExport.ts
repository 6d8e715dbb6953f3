import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { rasterise } from './raster.ts';
import { withSlowProgress } from './slowProgress.ts';
import { tell } from './toast.ts';
import type { ChosenWorkflow } from './workflowChoice.ts';

interface Format extends vscode.QuickPickItem {
  /** What `backstep graph` is asked for. */
  readonly printed: 'svg' | 'mermaid' | 'dot' | 'json';
  readonly ending: string;
}

const formats: readonly Format[] = [
  {
    label: 'SVG',
    detail: vscode.l10n.t('A drawing that needs nothing else and stays sharp.'),
    printed: 'svg',
    ending: 'svg',
  },
  { label: 'PNG', detail: vscode.l10n.t('The same drawing as a picture.'), printed: 'svg', ending: 'png' },
  {
    label: 'Mermaid',
    detail: vscode.l10n.t('A state diagram as text, for Markdown.'),
    printed: 'mermaid',
    ending: 'mmd',
  },
  { label: 'DOT', detail: vscode.l10n.t('For Graphviz.'), printed: 'dot', ending: 'dot' },
  {
    label: 'JSON',
    detail: vscode.l10n.t('States and transitions as data.'),
    printed: 'json',
    ending: 'json',
  },
];

/** Longest output of `backstep graph` that is taken. */
const largestGraph = 64 * 1024 * 1024;

/** Asks how and where to write a workflow's graph, and writes it: as `backstep graph` does, so that both are the same. */
export async function exportGraph(
  { file, workflow }: ChosenWorkflow,
  extensionUri: vscode.Uri,
): Promise<void> {
  const format = await vscode.window.showQuickPick(formats, {
    title: vscode.l10n.t('Export the Graph of {0}', workflow),
    placeHolder: vscode.l10n.t('As what?'),
  });
  if (format === undefined) return;
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the Graph of {0}', workflow),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(
      folder ?? vscode.Uri.file(file),
      folder ? '' : '..',
      `${workflow}.${format.ending}`,
    ),
  });
  if (target === undefined) return;
  // What is drawn is what lies on the disk.
  await vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === file)?.save();
  const text = await withSlowProgress(
    vscode.l10n.t('Drawing {0}', workflow),
    printed(extensionUri, file, ['--workflow', workflow, '--format', format.printed]),
  );
  const contents =
    format.ending === 'png' ? await rasterise(text, extensionUri) : new TextEncoder().encode(text);
  await vscode.workspace.fs.writeFile(target, contents);
  const answer = await tell(
    vscode.l10n.t('The graph of {0} was exported to {1}.', workflow, target.fsPath),
    vscode.l10n.t('Open'),
  );
  if (answer === vscode.l10n.t('Open')) await vscode.commands.executeCommand('vscode.open', target);
}

async function printed(extensionUri: vscode.Uri, file: string, words: readonly string[]): Promise<string> {
  const cli = vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath;
  const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'graph', file, ...words], {
    env,
    maxBuffer: largestGraph,
  });
  return stdout;
}
