import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { completeAttach } from './attachConfiguration.ts';
import { hasCodeDebugger } from './codeDebugger.ts';
import { absolutePlaces, recordingPolicy } from './launchConfiguration.ts';
import { debugType } from './sessions.ts';
import type { WorkflowChoice } from './workflowChoice.ts';
import type { WorkflowFiles } from './workflowFiles.ts';
import type { WorkflowInput } from './workflowInput.ts';
import { workflowLanguages } from './workflowText.ts';

/** Completes launch configurations, so that F5 on a workflow file needs none. */
export function provideDebugConfigurations(
  choice: WorkflowChoice,
  files: WorkflowFiles,
  input: WorkflowInput,
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

    async resolveDebugConfigurationWithSubstitutedVariables(folder, configuration) {
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
      const begun = await withInput({ ...configuration, ...places });
      if (begun === undefined) return undefined;
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
        ...begun,
        ...(node === '' || node === undefined ? {} : { node }),
      };
    },
  };

  /** Only here is it known which file a configuration with variables means. */
  async function withInput(
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const { program, request, replay, workflow, input: given }: Record<string, unknown> = configuration;
    if (request === 'attach' || replay !== undefined || typeof program !== 'string' || given !== undefined)
      return configuration;
    try {
      const known = files.known(program);
      const { graphs } = known?.open ? known : await files.read(program);
      const [only] = graphs.size === 1 ? graphs.keys() : [];
      const name = typeof workflow === 'string' ? workflow : only;
      // Which of several runs, and whether there is one at all, the adapter tells.
      if (name === undefined || !graphs.has(name)) return configuration;
      const asked = await input.whereNeeded({ file: program, workflow: name }, configuration['redact']);
      if (asked === 'none') return configuration;
      return asked && { ...configuration, ...asked };
    } catch (error) {
      // A workflow of which nothing can be read may run all the same.
      log.error(error as Error);
      return configuration;
    }
  }

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
    // A recording prints nothing that its views do not show.
    internalConsoleOptions: 'neverOpen',
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
