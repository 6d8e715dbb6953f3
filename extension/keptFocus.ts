import * as vscode from 'vscode';

/** Milliseconds that a stop may take to arrive, and VS Code to open the source for it. */
const longest = 4_000;

/**
 * Keeps the focus in a document from which a move of the debugger was asked for. VS Code opens the source of the stop and
 * gives it the focus, so that what is typed next would land there.
 */
export async function keepFocus<Answer>(uri: vscode.Uri, asked: Promise<Answer>): Promise<Answer> {
  const held = vscode.window.activeTextEditor;
  if (held?.document.uri.toString() !== uri.toString()) return asked;
  const { document, viewColumn = vscode.ViewColumn.Active } = held;
  const taken = vscode.window.onDidChangeActiveTextEditor((editor) => {
    // Between two editors there is none for a moment.
    if (editor === undefined || editor.document === document) return;
    letGo();
    void vscode.window.showTextDocument(document, { viewColumn, preserveFocus: false });
  });
  const timer = setTimeout(letGo, longest);
  function letGo(): void {
    clearTimeout(timer);
    taken.dispose();
  }
  try {
    return await asked;
  } catch (error) {
    // No stop is to come.
    letGo();
    throw error;
  }
}
