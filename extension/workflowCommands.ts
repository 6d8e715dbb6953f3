import * as vscode from 'vscode';
import { configurationFor } from './debugConfiguration.ts';
import { exportGraph } from './graphExport.ts';
import type { GraphPanel } from './graphPanel.ts';
import { launches } from './launchConfiguration.ts';
import type { Sessions } from './sessions.ts';
import type { ChosenWorkflow, WorkflowChoice } from './workflowChoice.ts';
import { workflowOfRow } from './workflowTree.ts';

/**
 * Commands on a workflow: debug it, run it, show its graph. Menus give the file, a CodeLens its class as well, and the
 * Workflows view its row.
 */
export function registerWorkflowCommands(
  choice: WorkflowChoice,
  panel: GraphPanel,
  sessions: Sessions,
  log: vscode.LogOutputChannel,
  extensionUri: vscode.Uri,
): vscode.Disposable {
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
      void vscode.window.showErrorMessage(vscode.l10n.t('Backstep: {0}', (error as Error).message));
    }
  };
  const command = vscode.commands.registerCommand;

  return vscode.Disposable.from(
    command('backstep.debugWorkflow', (file?: unknown, workflow?: unknown) =>
      withWorkflow(vscode.l10n.t('debug'), file, workflow, (chosen) => start(chosen, { noDebug: false })),
    ),
    command('backstep.runWorkflow', (file?: unknown, workflow?: unknown) =>
      withWorkflow(vscode.l10n.t('run'), file, workflow, (chosen) => start(chosen, { noDebug: true })),
    ),
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
): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  const written = vscode.workspace
    .getConfiguration('launch', folder)
    .get<readonly Record<string, unknown>[]>('configurations', [])
    .find((configuration) => launches(configuration, { file, workflow, folder: folder?.uri.fsPath ?? null }));
  const configuration = { ...configurationFor(file, workflow), ...written, workflow };
  await vscode.debug.startDebugging(folder, configuration, options);
}
