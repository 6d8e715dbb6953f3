import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { scenario } from './scenarios.ts';

scenario('the workspace is open and the extension is under development', async () => {
  assert.equal(vscode.workspace.workspaceFolders?.length, 1);
  const extension = vscode.extensions.getExtension('backstep.backstep');
  assert.ok(extension, 'VS Code does not know the extension backstep.backstep');
});
