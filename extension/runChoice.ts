import * as vscode from 'vscode';
import type { RunSummary } from '../runtime/model/run.ts';
import { plainName } from './plainName.ts';
import { runsIn } from './runFilter.ts';
import type { RunsView } from './runsView.ts';
import { describeRun, type RunNode, statusWord } from './runTree.ts';
import { tell } from './toast.ts';

/**
 * The run that a command means: its row, the selected one, or the one that is picked. `other` is left out, and whatever
 * it is most likely compared with comes first. Null when none was picked, or when there is none, of which the user has
 * been told.
 */
export async function chooseRun(
  view: RunsView,
  row: RunNode | undefined,
  verb: string,
  other?: RunSummary,
): Promise<RunSummary | null> {
  if (row?.type === 'run') return row.run;
  const [selected] = view.selection;
  if (other === undefined && view.selection.length === 1 && selected?.type === 'run') return selected.run;
  const runs = runsIn(await view.listed()).filter((run) => run.path !== other?.path);
  if (runs.length === 0) {
    void tell(vscode.l10n.t('There is no {0}run to {1}.', other === undefined ? '' : 'other ', verb));
    return null;
  }
  const near = (run: RunSummary): number =>
    run.id === other?.parent ? 0 : run.parent === other?.id ? 1 : run.workflow === other?.workflow ? 2 : 3;
  const sorted = other === undefined ? runs : [...runs].sort((a, b) => near(a) - near(b));
  const picked = await vscode.window.showQuickPick(
    sorted.map((run) => ({
      label: plainName(run.workflow),
      description: `${statusWord(run.status)} · ${describeRun(run, Date.now(), view.spentBy(run))}`,
      detail: plainName(run.id),
      run,
    })),
    { placeHolder: vscode.l10n.t('Which run to {0}?', verb), matchOnDescription: true, matchOnDetail: true },
  );
  return picked?.run ?? null;
}
