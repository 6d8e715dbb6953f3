import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { completeAttach } from './attachConfiguration.ts';
import { hasCodeDebugger } from './codeDebugger.ts';
import { absolutePlaces, recordingPolicy } from './launchConfiguration.ts';
import { debugType } from './sessions.ts';
import type { WorkflowChoice } from './workflowChoice.ts';
import type { WorkflowFiles } from './workflowFiles.ts';
import { workflowLanguages } from './workflowText.ts';

/** Completes launch configurations, so that F5 on a workflow file needs none. */
export function provideDebugConfigurations(
  choice: WorkflowChoice,
  files: WorkflowFiles,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const provider: vscode.DebugConfigurationProvider = {
    async resolveDebugConfiguration(_folder, configuration) {
      try {
        return await complete(configuration, choice);
      } catch (error) {
        log.error(error as Error);
        void vscode.window.showErrorMessage(
          vscode.l10n.t('Backstep cannot start: {0}', (error as Error).message),
        );
        return undefined;
      }
    },

    resolveDebugConfigurationWithSubstitutedVariables(folder, configuration) {
      const settings = vscode.workspace.getConfiguration('backstep', folder);
      const { program, replay, record, cwd }: Record<string, unknown> = configuration;
      const places = absolutePlaces(
        { program, replay, record, cwd },
        {
          folder: (folder ?? folderOf(program))?.uri.fsPath ?? null,
          runs: settings.get('runs', '.backstep/runs'),
        },
      );
      for (const key of ['program', 'replay', 'cwd']) {
        const place = places[key];
        if (place === undefined || existsSync(place)) continue;
        void vscode.window.showErrorMessage(
          vscode.l10n.t(
            'Backstep cannot start: “{0}” of the configuration “{1}” is {2}, which does not exist.',
            key,
            configuration.name,
            place,
          ),
        );
        return undefined;
      }
      const node: unknown = configuration['node'] ?? settings.get<string>('node');
      const policy = recordingPolicy(configuration, {
        redact: settings.get('redact'),
        keepRuns: settings.get('keepRuns'),
        keepDays: settings.get('keepDays'),
      });
      return {
        ...policy,
        javaScriptDebugger: hasCodeDebugger(),
        // The Debug Console would open over the terminal in which somebody is to type.
        ...(isInTerminal(configuration) ? { internalConsoleOptions: 'neverOpen' } : {}),
        ...configuration,
        ...places,
        ...(node === '' || node === undefined ? {} : { node }),
      };
    },
  };

  const dynamic: vscode.DebugConfigurationProvider = {
    provideDebugConfigurations: () =>
      files
        .withWorkflows()
        .flatMap((file) =>
          [...(files.known(file)?.graphs.keys() ?? [])].map((workflow) => configurationFor(file, workflow)),
        ),
  };

  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider(debugType, provider),
    vscode.debug.registerDebugConfigurationProvider(
      debugType,
      dynamic,
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
  );
}

/** Languages of the files that a workflow may be made of. */
const sourceLanguages: readonly string[] = [...workflowLanguages, 'json'];

/** What F5 starts for a workflow without a launch configuration. */
export function configurationFor(file: string, workflow: string): vscode.DebugConfiguration {
  return { type: debugType, request: 'launch', name: workflow, program: file, workflow };
}

/** What opening a recording starts. */
export function replayOf(run: {
  readonly path: string;
  readonly workflow: string;
}): vscode.DebugConfiguration {
  return {
    type: debugType,
    request: 'launch',
    name: vscode.l10n.t('Replay of {0}', run.workflow),
    replay: run.path,
  };
}

async function complete(
  configuration: vscode.DebugConfiguration,
  choice: WorkflowChoice,
): Promise<vscode.DebugConfiguration | undefined> {
  const { program, replay, workflow }: Record<string, unknown> = configuration;
  if (configuration.request === 'attach') return completeAttach(configuration);
  if (replay !== undefined) return configuration;
  if (program === undefined) {
    const chosen = await choice.choose({
      verb: vscode.l10n.t('debug'),
      ...(typeof workflow === 'string' ? { workflow } : {}),
    });
    if (chosen === null) return undefined;
    await saveSources();
    return { ...configurationFor(chosen.file, chosen.workflow), ...filledIn(configuration) };
  }
  await saveSources();
  // A path with variables in it is only known to be a file once they are replaced; the adapter picks the class then.
  if (workflow !== undefined || typeof program !== 'string' || !existsSync(program)) return configuration;
  const name = await choice.workflowOf(program, vscode.l10n.t('debug'));
  return name === null ? undefined : { ...configuration, workflow: name };
}

function isInTerminal({ console: place }: Record<string, unknown>): boolean {
  return place === 'integratedTerminal' || place === 'externalTerminal';
}

/** F5 without a launch.json comes as an object without type, request and name, or with empty ones. */
function filledIn(configuration: vscode.DebugConfiguration): Partial<vscode.DebugConfiguration> {
  return Object.fromEntries(Object.entries(configuration).filter(([, value]) => value !== ''));
}

/** The host reads files, so what is typed must be saved; `none` in VS Code's own setting says that it must not. */
async function saveSources(): Promise<void> {
  if (vscode.workspace.getConfiguration('debug').get('saveBeforeStart') === 'none') return;
  const dirty = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri, languageId }) =>
      isDirty && uri.scheme === 'file' && sourceLanguages.includes(languageId),
  );
  const unsaved: string[] = [];
  for (const document of dirty) if (!(await document.save())) unsaved.push(basename(document.uri.fsPath));
  if (unsaved.length > 0)
    throw new Error(vscode.l10n.t('{0} could not be saved. Save or revert it first.', unsaved.join(', ')));
}

function folderOf(program: unknown): vscode.WorkspaceFolder | undefined {
  return typeof program === 'string'
    ? vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program))
    : undefined;
}
