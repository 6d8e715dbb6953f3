import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { transcript } from '../../adapter/transcript.ts';
import { scenario } from './scenarios.ts';

/** Everything that went between VS Code and the adapter, in order; stops can be waited for. */
function recordTraffic() {
  const traffic: object[] = [];
  let stops = 0;
  let ended = false;
  const registration = vscode.debug.registerDebugAdapterTrackerFactory('backstep', {
    createDebugAdapterTracker: () => ({
      onWillReceiveMessage: (message: object) => void traffic.push(message),
      onDidSendMessage: (message: { readonly event?: string }) => {
        traffic.push(message);
        if (message.event === 'terminated') ended = true;
        if (message.event === 'stopped' || message.event === 'terminated') stops++;
      },
    }),
  });
  return {
    traffic,
    /** Does something that leads to a stop, and waits until VS Code has taken note of it. */
    async move(act: () => PromiseLike<unknown>): Promise<void> {
      const before = stops;
      await act();
      for (let tries = 0; stops === before; tries++) {
        if (tries > 400) throw new Error('timed-out: no stop within 20 s.');
        await new Promise((turn) => setTimeout(turn, 50));
      }
      // VS Code's commands work on the frame that it shows: it asks for that after a stop.
      for (
        let tries = 0;
        !ended && !(vscode.debug.activeStackItem instanceof vscode.DebugStackFrame);
        tries++
      ) {
        if (tries > 400) throw new Error('timed-out: no stack frame within 20 s.');
        await new Promise((turn) => setTimeout(turn, 50));
      }
      await new Promise((turn) => setTimeout(turn, 300));
    },
    dispose: () => registration.dispose(),
  };
}

scenario('the refinement story is the same transcript as over stdio and a socket', async () => {
  const folder = vscode.workspace.workspaceFolders?.[0] as vscode.WorkspaceFolder;
  const file = vscode.Uri.joinPath(folder.uri, 'answer-refinement.ts');
  const lines = [45, 46].map(
    (line) => new vscode.SourceBreakpoint(new vscode.Location(file, new vscode.Position(line - 1, 0))),
  );
  const { traffic, move, dispose } = recordTraffic();
  const toolbar = (command: string) => () =>
    vscode.commands.executeCommand(`workbench.action.debug.${command}`);
  vscode.debug.addBreakpoints(lines);
  try {
    await move(() =>
      vscode.debug.startDebugging(folder, {
        type: 'backstep',
        request: 'launch',
        name: 'story',
        program: file.fsPath,
        // Other clients have none, and it would stop inside of steps.
        javaScriptDebugger: false,
      }),
    );
    await move(toolbar('stepOver'));
    await move(toolbar('continue'));
    await move(toolbar('stepBack'));
    await move(toolbar('stepBack'));
    await move(toolbar('stepOver'));
    await setAnswer('"Short enough."');
    await move(toolbar('stepOver'));
    await move(toolbar('reverseContinue'));
    await move(toolbar('continue'));
    await move(toolbar('continue'));
    await move(toolbar('continue'));
  } finally {
    vscode.debug.removeBreakpoints(lines);
    dispose();
  }
  const extension = vscode.extensions.getExtension('backstep.backstep') as vscode.Extension<unknown>;
  const golden = path.join(extension.extensionPath, 'test/adapter/golden/refinement.txt');
  assert.deepEqual(transcript(traffic).split('\n'), readFileSync(golden, 'utf8').split('\n'));
});

/** The Variables view has no command for typing a value: this asks what it would ask. */
async function setAnswer(value: string): Promise<void> {
  const session = vscode.debug.activeDebugSession as vscode.DebugSession;
  const { stackFrames } = await session.customRequest('stackTrace', {
    threadId: 1,
    startFrame: 0,
    levels: 1,
  });
  const { scopes } = await session.customRequest('scopes', { frameId: stackFrames[0].id });
  const { variablesReference } = scopes.find(({ name }: { name: string }) => name === 'Session');
  await session.customRequest('setVariable', { variablesReference, name: 'answer', value });
  await new Promise((turn) => setTimeout(turn, 300));
}
