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
  const write = (arrow: string) => (message: unknown) =>
    log.info(`${session.name} ${arrow} ${JSON.stringify(message)}`);
  return {
    ...(trace ? { onWillReceiveMessage: write('→'), onDidSendMessage: write('←') } : {}),
    onError: (error) => log.error(`The debug adapter of “${session.name}” failed: ${error.message}`),
    onExit: (code, signal) => {
      if (code === 0 || code === undefined) return;
      log.error(`The debug adapter of “${session.name}” ended (${signal ?? `exit code ${code}`}).`);
    },
  };
}
