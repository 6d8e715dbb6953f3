import * as vscode from 'vscode';
import { plainName } from './plainName.ts';
import { type RunFilter, runsIn } from './runFilter.ts';
import type { RunsView } from './runsView.ts';
import { statusWord } from './runTree.ts';

interface Choice extends vscode.QuickPickItem {
  readonly kindOf: 'workflow' | 'status' | null;
  readonly name: string;
}

/**
 * Asks which runs to list: what is typed is looked for in them, workflows and statuses are ticked. The view follows at
 * once; Escape takes everything back.
 */
export function askForFilter(view: RunsView): void {
  const before = view.filter;
  const input = vscode.window.createQuickPick<Choice>();
  input.title = vscode.l10n.t('Filter Workflow Runs');
  input.placeholder = vscode.l10n.t(
    'Type what a run’s workflow, id or file contains, or tick workflows and statuses',
  );
  input.canSelectMany = true;
  input.value = before.text;
  input.items = choices(view);
  input.selectedItems = input.items.filter(({ kindOf, name }) =>
    kindOf === 'workflow' ? before.workflows.has(name) : kindOf === 'status' && before.statuses.has(name),
  );
  let accepted = false;
  const follow = (): void => view.setFilter(filterOf(input.selectedItems, input.value));
  const registrations = [
    input.onDidChangeValue(follow),
    input.onDidChangeSelection(follow),
    input.onDidAccept(() => {
      accepted = true;
      input.hide();
    }),
    input.onDidHide(() => {
      if (!accepted) view.setFilter(before);
      for (const registration of registrations) registration.dispose();
      input.dispose();
    }),
  ];
  input.show();
}

function choices(view: RunsView): readonly Choice[] {
  const runs = runsIn(view.all);
  const counted = (names: readonly string[]): readonly (readonly [string, number])[] =>
    [...new Set(names)]
      .sort((a, b) => a.localeCompare(b))
      .map((name) => [name, names.filter((other) => other === name).length] as const);
  const section = (kindOf: 'workflow' | 'status', label: string, names: readonly string[]): Choice[] => [
    { label, kind: vscode.QuickPickItemKind.Separator, kindOf: null, name: '' },
    ...counted(names).map(([name, count]) => ({
      label: plainName(name),
      name,
      description: count === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', count),
      // What is typed is meant for the runs, not for this list.
      alwaysShow: true,
      kindOf,
    })),
  ];
  return [
    ...section(
      'workflow',
      vscode.l10n.t('Workflows'),
      runs.map(({ workflow }) => workflow),
    ),
    ...section(
      'status',
      vscode.l10n.t('Statuses'),
      runs.map(({ status }) => statusWord(status)),
    ),
  ];
}

function filterOf(chosen: readonly Choice[], text: string): RunFilter {
  const names = (wanted: Choice['kindOf']): ReadonlySet<string> =>
    new Set(chosen.filter(({ kindOf }) => kindOf === wanted).map(({ name }) => name));
  return { workflows: names('workflow'), statuses: names('status'), text };
}
