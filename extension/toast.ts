import * as vscode from 'vscode';
import { plainMessage } from './plainName.ts';

// What VS Code says in a notification. It makes a link of `[text](command:…)`, and names come from code and recordings.

export function tell<Item extends string>(message: string, ...items: Item[]): Thenable<Item | undefined> {
  return vscode.window.showInformationMessage(plainMessage(message), ...items);
}

export function warn<Item extends string>(message: string, ...items: Item[]): Thenable<Item | undefined> {
  return vscode.window.showWarningMessage(plainMessage(message), ...items);
}

export function complain<Item extends string>(message: string, ...items: Item[]): Thenable<Item | undefined> {
  return vscode.window.showErrorMessage(plainMessage(message), ...items);
}
