import path from 'node:path';
import * as vscode from 'vscode';

/** Where the recordings of each workspace folder are. */
export function runFolders(): readonly { folder: vscode.WorkspaceFolder; name: string; dir: string }[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === 'file')
    .map((folder) => {
      const setting = vscode.workspace.getConfiguration('backstep', folder).get('runs', '.backstep/runs');
      return { folder, name: folder.name, dir: path.resolve(folder.uri.fsPath, setting) };
    });
}
