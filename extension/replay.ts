import * as vscode from 'vscode';
import { replayOf } from './debugConfiguration.ts';
import { ask } from './debugRequests.ts';
import { lookAt } from './sessionFocus.ts';
import { debugType, type Sessions } from './sessions.ts';

/** Milliseconds that a large recording may take to be read. */
const longestWait = 60_000;

/** Opens a recording without its code, turns the views to it, and goes to a step of it; false where it did not open. */
export async function replayAt(
  run: { readonly id: string; readonly path: string; readonly workflow: string },
  k: number,
  sessions: Sessions,
): Promise<boolean> {
  if (!(await replay(run, sessions))) return false;
  const session = await arrivalIn(run.id, sessions);
  if (session !== null) await ask(session, 'backstep/travel', { k });
  return session !== null;
}

/** The session that stands in a run, once one does; null where none has come to it in time. */
function arrivalIn(run: string, sessions: Sessions): Promise<vscode.DebugSession | null> {
  const there = sessions.standingIn(run);
  if (there !== null) return Promise.resolve(there);
  return new Promise((resolve) => {
    const end = (session: vscode.DebugSession | null): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(session);
    };
    const timer = setTimeout(() => end(null), longestWait);
    const listening = sessions.onDidChange(() => {
      const session = sessions.standingIn(run);
      if (session !== null) end(session);
    });
  });
}

/** Opens a recording in the debugger, without its code, and turns the views to it; false where it did not open. */
export async function replay(
  run: { readonly path: string; readonly workflow: string },
  sessions: Sessions,
): Promise<boolean> {
  // A replay holds nothing, so opening another run takes its place instead of standing beside it.
  const { replaying } = sessions;
  if (replaying !== null) await vscode.debug.stopDebugging(replaying);
  let started: vscode.DebugSession | undefined;
  const watching = vscode.debug.onDidStartDebugSession((session) => {
    if (session.type === debugType && session.configuration['replay'] === run.path) started = session;
  });
  try {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.path));
    const opens = await vscode.debug.startDebugging(folder, replayOf(run));
    if (started !== undefined) await lookAt(started);
    return opens;
  } finally {
    watching.dispose();
  }
}
