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

/** Where the runs of a file are recorded. */
export function recordingsOf(file: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  const found = runFolders().find((known) => known.folder === folder);
  return found?.dir ?? path.join(path.dirname(file), '.backstep', 'runs');
}
