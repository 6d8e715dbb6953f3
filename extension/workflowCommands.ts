import * as vscode from 'vscode';
import type { Json } from '../runtime/language/json.ts';
import { configurationFor } from './debugConfiguration.ts';
import { exportGraph } from './graphExport.ts';
import type { GraphPanel } from './graphPanel.ts';
import { launches } from './launchConfiguration.ts';
import type { Sessions } from './sessions.ts';
import { complain } from './toast.ts';
import type { ChosenWorkflow, WorkflowChoice } from './workflowChoice.ts';
import type { WorkflowFiles } from './workflowFiles.ts';
import type { WorkflowInput } from './workflowInput.ts';
import { workflowOfRow } from './workflowTree.ts';

/**
 * Commands on a workflow: debug it, run it, show its graph. Menus give the file, a CodeLens its class as well, and the
 * Workflows view its row.
 */
export function registerWorkflowCommands({
  choice,
  input,
  files,
  panel,
  sessions,
  log,
  extensionUri,
}: {
  readonly choice: WorkflowChoice;
  readonly input: WorkflowInput;
  readonly files: WorkflowFiles;
  readonly panel: GraphPanel;
  readonly sessions: Sessions;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
}): vscode.Disposable {
  const withWorkflow = async (
    verb: string,
    subject: unknown,
    name: unknown,
    act: (chosen: ChosenWorkflow) => Promise<void> | void,
  ): Promise<void> => {
    const row = workflowOfRow(subject);
    const [file, workflow] = row === null ? [subject, name] : [vscode.Uri.file(row.file), row.name];
    try {
      const chosen = await choice.choose({
        verb,
        ...(file instanceof vscode.Uri ? { file: file.fsPath } : {}),
        ...(typeof workflow === 'string' ? { workflow } : {}),
      });
      if (chosen !== null) await act(chosen);
    } catch (error) {
      log.error(error as Error);
      void complain(vscode.l10n.t('Backstep: {0}', (error as Error).message));
    }
  };
  const command = vscode.commands.registerCommand;

  /** What the keys do before it is known whether the file in front holds a workflow: Backstep, which may not be activated yet, looks. */
  async function startInFront(what: 'debug' | 'run'): Promise<void> {
    // An editor that is just being opened has its tab first, and becomes the active one later.
    const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const document =
      shown instanceof vscode.TabInputText ? await vscode.workspace.openTextDocument(shown.uri) : undefined;
    const isOurs = document !== undefined && files.looksLikeWorkflow(document);
    const [ours, usual] = {
      debug: ['backstep.debugWorkflow', 'workbench.action.debug.start'],
      run: ['backstep.runWorkflow', 'workbench.action.debug.run'],
    }[what] as [string, string];
    if (isOurs) await vscode.commands.executeCommand(ours, document.uri);
    else await vscode.commands.executeCommand(usual);
  }

  return vscode.Disposable.from(
    command('backstep.debugWorkflow', (file?: unknown, workflow?: unknown) =>
      withWorkflow(vscode.l10n.t('debug'), file, workflow, (chosen) => start(chosen, { noDebug: false })),
    ),
    command('backstep.debugWithInput', (file?: unknown, workflow?: unknown) =>
      withWorkflow(vscode.l10n.t('debug'), file, workflow, async (chosen) => {
        const given = await input.ask(chosen);
        if (given !== undefined) await start(chosen, { noDebug: false }, given);
      }),
    ),
    command('backstep.runWorkflow', (file?: unknown, workflow?: unknown) =>
      withWorkflow(vscode.l10n.t('run'), file, workflow, (chosen) => start(chosen, { noDebug: true })),
    ),
    command('backstep.debugFile', () => startInFront('debug')),
    command('backstep.runFile', () => startInFront('run')),
    command('backstep.showGraph', async (file?: unknown, workflow?: unknown) => {
      const position = sessions.position;
      if (file === undefined && position !== null) panel.show(position);
      else await withWorkflow(vscode.l10n.t('show'), file, workflow, (chosen) => panel.show(chosen));
    }),
    command('backstep.exportGraph', (file?: unknown, workflow?: unknown) =>
      withWorkflow(vscode.l10n.t('export'), file, workflow, (chosen) => exportGraph(chosen, extensionUri)),
    ),
    command('backstep.showLog', () => log.show()),
  );
}

async function start(
  { file, workflow }: ChosenWorkflow,
  options: { readonly noDebug: boolean },
  given: Partial<Record<'input', Json>> = {},
): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  const written = vscode.workspace
    .getConfiguration('launch', folder)
    .get<readonly Record<string, unknown>[]>('configurations', [])
    .find((configuration) => launches(configuration, { file, workflow, folder: folder?.uri.fsPath ?? null }));
  const configuration = { ...configurationFor(file, workflow), ...written, workflow, ...given };
  await vscode.debug.startDebugging(folder, configuration, options);
}
