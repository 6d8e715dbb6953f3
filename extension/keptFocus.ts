import * as vscode from 'vscode';
import { readPosition } from './position.ts';

/** Milliseconds that a stop may take to arrive. */
const longest = 4_000;

/** Milliseconds that VS Code may then take to open its source, on a machine with other work. */
const opening = 2_000;

/**
 * Keeps the focus in a document from which a move of the debugger was asked for. VS Code opens the source of the stop and
 * gives it the focus, so that what is typed next would land there. Whoever turns to another document meanwhile means to.
 */
export async function keepFocus<Answer>(
  uri: vscode.Uri,
  session: vscode.DebugSession,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const held = vscode.window.activeTextEditor;
  const isTaken = vscode.workspace.getConfiguration('debug').get('focusEditorOnBreak') !== false;
  if (!isTaken || held?.document.uri.toString() !== uri.toString()) return ask();
  const { document, viewColumn = vscode.ViewColumn.Active } = held;
  let stoppedIn: string | null = null;
  const listeners = vscode.Disposable.from(
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session: from, event, body }) => {
      const position = event === 'backstep/position' && from.id === session.id ? readPosition(body) : null;
      // The position of a stop is told right before the stop.
      if (position === null || position.running) return;
      stoppedIn = position.file;
      clearTimeout(timer);
      timer = setTimeout(letGo, opening);
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      // Between two editors there is none for a moment.
      if (editor === undefined || editor.document === document) return;
      letGo();
      if (stoppedIn !== null && shows(editor.document, stoppedIn))
        void vscode.window.showTextDocument(document, { viewColumn, preserveFocus: false });
    }),
  );
  let timer = setTimeout(letGo, longest);
  function letGo(): void {
    clearTimeout(timer);
    listeners.dispose();
  }
  try {
    return await ask();
  } catch (error) {
    // No stop is to come.
    letGo();
    throw error;
  }
}

/** Whether a stop in the file opens the document; nobody but a debugger opens a source that is only recorded. */
function shows({ uri }: vscode.TextDocument, file: string): boolean {
  return uri.scheme === 'debug' || uri.toString() === vscode.Uri.file(file).toString();
}
