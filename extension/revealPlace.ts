import * as vscode from 'vscode';
import { complain } from './toast.ts';

/** Shows a place of a file in an editor that is not in the column of the panel, where there is another. */
export async function revealPlace(
  {
    file,
    line,
    column,
    beside,
  }: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly beside: boolean;
  },
  panelColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  const uri = vscode.Uri.file(file);
  const place = new vscode.Position(line - 1, column - 1);
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === file);
  const aside = panelColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
  const viewColumn = beside ? vscode.ViewColumn.Beside : (visible?.viewColumn ?? aside);
  try {
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(place, place), viewColumn });
  } catch (error) {
    void complain(vscode.l10n.t('Backstep cannot open {0}: {1}', file, (error as Error).message));
  }
}
