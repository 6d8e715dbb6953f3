import * as vscode from 'vscode';

/** VS Code has these two moves on its toolbar only: neither in the palette nor on a key. */
const moves: Readonly<Record<string, string>> = {
  'backstep.stepBack': 'workbench.action.debug.stepBack',
  'backstep.reverseContinue': 'workbench.action.debug.reverseContinue',
};

export function registerTravelCommands(): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(moves).map(([command, move]) =>
      vscode.commands.registerCommand(command, () => vscode.commands.executeCommand(move)),
    ),
  );
}
