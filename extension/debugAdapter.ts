import * as vscode from 'vscode';
import { debugType } from './sessions.ts';

/**
 * Starts the debug adapter as a process of its own, the same that `backstep dap` is: what is tested is what ships, and
 * nothing that it does holds the extension host up.
 */
export function provideDebugAdapter(
  extensionUri: vscode.Uri,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const cli = vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath;
  return vscode.Disposable.from(
    vscode.debug.registerDebugAdapterDescriptorFactory(debugType, {
      createDebugAdapterDescriptor: () =>
        new vscode.DebugAdapterExecutable(process.execPath, [cli, 'dap'], {
          env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
        }),
    }),
    vscode.debug.registerDebugAdapterTrackerFactory(debugType, {
      createDebugAdapterTracker: (session) => track(session, log),
    }),
  );
}

function track(session: vscode.DebugSession, log: vscode.LogOutputChannel): vscode.DebugAdapterTracker {
  const trace = session.configuration['trace'] === true;
  const write = (arrow: string, message: unknown): void => {
    if (trace) log.info(`${session.name} ${arrow} ${JSON.stringify(message)}`);
  };
  let stopped = false;
  return {
    onWillReceiveMessage: (message) => write('→', message),
    onDidSendMessage: (message: { readonly event?: string }) => {
      write('←', message);
      if (stopped || message.event !== 'stopped') return;
      stopped = true;
      void showDebugView();
    },
    onError: (error) => log.error(`The debug adapter of “${session.name}” failed: ${error.message}`),
    onExit: (code, signal) => {
      if (code === 0 || code === undefined) return;
      log.error(`The debug adapter of “${session.name}” ended (${signal ?? `exit code ${code}`}).`);
    },
  };
}

/**
 * Variables and the call stack are what a stop is for, and VS Code opens their view for breakpoints only, not for a
 * stop at the start. The focus stays in the code; whoever has set `debug.openDebug` gets what they set.
 */
async function showDebugView(): Promise<void> {
  if (vscode.workspace.getConfiguration('debug').get('openDebug') !== 'openOnDebugBreak') return;
  await vscode.commands.executeCommand('workbench.view.debug');
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
}
