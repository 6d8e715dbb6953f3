import * as vscode from 'vscode';
import { registerApplyEdit } from './applyEdit.ts';
import { registerCallCommands } from './callCommands.ts';
import { attachCodeDebugger } from './codeDebugger.ts';
import { provideCodeLenses } from './codeLenses.ts';
import { keepContextKeys } from './contextKeys.ts';
import { provideDebugAdapter } from './debugAdapter.ts';
import { provideDebugConfigurations } from './debugConfiguration.ts';
import { showDiagnostics } from './diagnostics.ts';
import { EditableDocuments } from './editableDocuments.ts';
import { registerEditCommands } from './editCommands.ts';
import { askAboutEffects } from './effectQuestion.ts';
import { GraphPanel } from './graphPanel.ts';
import { followStreams } from './liveStreams.ts';
import { registerNewWorkflow } from './newWorkflow.ts';
import { registerPlaceCommands } from './placeCommands.ts';
import { provideQuickFixes } from './quickFixes.ts';
import { provideRecordedTexts } from './recordedText.ts';
import { provideRecordingEditor } from './recordingEditor.ts';
import { registerRunCommands } from './runCommands.ts';
import { RunsView } from './runsView.ts';
import { provideSessionSchema } from './sessionSchemas.ts';
import { Sessions } from './sessions.ts';
import { registerSignalCommand } from './signalCommand.ts';
import { StateDocuments } from './stateDocuments.ts';
import { StateMentions } from './stateMentions.ts';
import { provideStates } from './stateProviders.ts';
import { showStatusBar } from './statusBar.ts';
import { complain } from './toast.ts';
import { registerTravelCommands } from './travelCommands.ts';
import { registerValueCommands } from './valueCommands.ts';
import { registerViewCommands } from './viewCommands.ts';
import { WorkerClient, type WorkerError } from './workerClient.ts';
import { WorkflowChoice } from './workflowChoice.ts';
import { registerWorkflowCommands } from './workflowCommands.ts';
import { WorkflowFiles } from './workflowFiles.ts';
import { WorkflowIndex } from './workflowIndex.ts';
import { WorkflowInput } from './workflowInput.ts';
import { WorkflowsView } from './workflowsView.ts';

export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions, workspaceState } = context;
  const log = vscode.window.createOutputChannel('Backstep', { log: true });
  // Two of the same kind: however large the recording that one of them reads, a keystroke never waits for it.
  const [worker, recordings] = [startable(), startable()];
  const files = new WorkflowFiles(worker, log);
  const sessions = new Sessions(log);
  const states = new StateDocuments(sessions);
  const documents = new EditableDocuments(sessions);
  const panel = new GraphPanel({
    extensionUri,
    files,
    worker,
    recordings,
    sessions,
    states,
    documents,
    log,
    memory: workspaceState,
  });
  const index = new WorkflowIndex(worker, files, log);
  const choice = new WorkflowChoice(files, panel, index);
  const input = new WorkflowInput(worker, files, workspaceState);
  const runs = new RunsView(recordings, sessions, log);

  subscriptions.push(
    followStreams(sessions, (stream) => panel.stream(stream)),
    log,
    worker,
    recordings,
    files,
    sessions,
    states,
    documents,
    panel,
    runs,
    index,
    new WorkflowsView(index),
    keepContextKeys(files, runs, sessions),
    showDiagnostics(files, sessions),
    provideCodeLenses(files),
    provideQuickFixes(files, log),
    provideStates(index, new StateMentions(worker)),
    showStatusBar(sessions),
    provideDebugAdapter(extensionUri, log),
    attachCodeDebugger(extensionUri, log),
    provideDebugConfigurations(choice, files, input, log),
    registerPlaceCommands(panel, sessions, states),
    registerViewCommands(panel, documents),
    registerWorkflowCommands({ choice, input, files, panel, sessions, log, extensionUri }),
    provideRecordedTexts(recordings),
    provideRecordingEditor({ extensionUri, recordings, sessions, log }),
    registerRunCommands({ view: runs, recordings, sessions, log }),
    registerNewWorkflow(extensionUri),
    registerValueCommands(),
    registerTravelCommands(),
    registerEditCommands(),
    registerApplyEdit(documents),
    registerCallCommands(sessions, documents),
    provideSessionSchema(sessions, files),
    registerSignalCommand(),
    askAboutEffects(sessions),
  );

  function startable(): WorkerClient {
    return new WorkerClient({
      script: vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath,
      log: (line) => log.warn(line),
      gaveUp: (error) => void offerRestart(error),
    });
  }

  async function offerRestart(error: WorkerError): Promise<void> {
    log.error(error.message);
    const answer = await complain(error.message, vscode.l10n.t('Restart Worker'), vscode.l10n.t('Show Log'));
    if (answer === vscode.l10n.t('Show Log')) log.show();
    if (answer !== vscode.l10n.t('Restart Worker')) return;
    worker.forgive();
    recordings.forgive();
    files.readAgain();
    runs.refresh();
  }
}
