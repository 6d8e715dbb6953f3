import * as vscode from 'vscode';
import type { Shown, ValueChanges } from '../runtime/model/history.ts';
import { ask } from './debugRequests.ts';
import { plainName } from './plainName.ts';
import { debugType } from './sessions.ts';
import { tell } from './toast.ts';

/** What VS Code hands to a command of the Variables view. */
interface ChosenVariable {
  readonly variable?: { readonly evaluateName?: string };
}

/** Who wrote a value: from the Variables view, or for a path that is typed. */
export function registerValueCommands(): vscode.Disposable {
  return vscode.Disposable.from(
    register('backstep.goToLastChange', (session, expression) =>
      ask(session, 'backstep/goToChange', { expression, direction: 'previous' }),
    ),
    register('backstep.goToNextChange', (session, expression) =>
      ask(session, 'backstep/goToChange', { expression, direction: 'next' }),
    ),
    register('backstep.showValueHistory', showHistory),
  );
}

function register(
  command: string,
  run: (session: vscode.DebugSession, expression: string) => Promise<unknown>,
): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (chosen?: ChosenVariable) => {
    const session = vscode.debug.activeDebugSession;
    if (session?.type !== debugType) return;
    const expression = chosen?.variable?.evaluateName ?? (await askForPath());
    if (expression === undefined) return;
    try {
      await run(session, expression);
    } catch (error) {
      void tell(error instanceof Error ? error.message : String(error));
    }
  });
}

function askForPath(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    prompt: vscode.l10n.t('A value of the session'),
    value: 'session.',
    valueSelection: [8, 8],
  });
}

/** All changes of a value, newest first; choosing one goes there. */
async function showHistory(session: vscode.DebugSession, expression: string): Promise<void> {
  const history = await ask(session, 'backstep/changes', { expression });
  if (history.changes.length === 0) {
    void tell(vscode.l10n.t('No recorded step has changed {0}: it is as the run began.', history.expression));
    return;
  }
  const items = history.changes.map(itemOf).reverse();
  const chosen = await vscode.window.showQuickPick(items, {
    title: `${history.expression}: ${items.length === 1 ? vscode.l10n.t('1 change') : vscode.l10n.t('{0} changes', items.length)}`,
    placeHolder: vscode.l10n.t('Choose a change to go there'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen !== undefined) await ask(session, 'backstep/travel', { k: chosen.k });
}

function itemOf(change: ValueChanges['changes'][number]): vscode.QuickPickItem & { readonly k: number } {
  const { k, by, from, to, before, after } = change;
  return {
    k,
    label:
      by === 'edit' ? `$(edit) ${vscode.l10n.t('edited before {0}', from)}` : plainName(`${from} → ${to}`),
    description: vscode.l10n.t('step {0}', k),
    detail: plainName(vscode.l10n.t('{0} → {1}', textOf(before), textOf(after))),
  };
}

/** A value on one line, as long as a line is. */
function textOf(value: Shown | null): string {
  if (value === null) return 'nothing';
  const text = value.type === 'whole' ? JSON.stringify(value.value) : `${value.beginning}…`;
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
