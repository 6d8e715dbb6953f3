import * as vscode from 'vscode';
import { type EditableDocuments, editScheme } from './editableDocuments.ts';
import { complain, tell } from './toast.ts';

/**
 * Ctrl+S in a JSON document that stands for a part of the run. It is saved once it has been applied, since VS Code buries
 * the reason of a save that fails in words about a file that could not be written.
 */
export function registerApplyEdit(documents: EditableDocuments): vscode.Disposable {
  return vscode.commands.registerCommand('backstep.applyEdit', async () => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.scheme !== editScheme) {
      void tell(vscode.l10n.t('Open what is to be edited first: Backstep: Edit Session as JSON.'));
      return;
    }
    const { document } = editor;
    if (!document.isDirty) return;
    try {
      await documents.save(document);
    } catch (error) {
      await showRefusal(editor, error as Error);
    }
  });
}

async function showRefusal(editor: vscode.TextEditor, { message }: Error): Promise<void> {
  const place = placeIn(message);
  if (place === null) {
    void complain(message);
    return;
  }
  const answer = await complain(message, vscode.l10n.t('Show the Place'));
  if (answer === undefined) return;
  const { document, viewColumn } = editor;
  const selection = new vscode.Range(place, place);
  await vscode.window.showTextDocument(document, {
    selection,
    ...(viewColumn === undefined ? {} : { viewColumn }),
  });
}

/** Where the text of a JSON error says that the mistake is. */
function placeIn(message: string): vscode.Position | null {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  return line === undefined ? null : new vscode.Position(Number(line) - 1, Number(column) - 1);
}
