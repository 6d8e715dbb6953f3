import * as vscode from 'vscode';
import type { RunSummary } from '../runtime/model/run.ts';
import type { RunComparison } from '../runtime/model/workerProtocol.ts';
import { describeComparison } from './comparisonText.ts';
import { plainName } from './plainName.ts';
import { shortRun } from './position.ts';
import { recordedUri } from './recordedText.ts';
import { longWork } from './runImport.ts';
import { cancellable } from './slowProgress.ts';
import { tell } from './toast.ts';
import type { WorkerClient } from './workerClient.ts';

/** Shows two runs side by side where they first did something else, and says what that is. */
export async function compareRuns(a: RunSummary, b: RunSummary, recordings: WorkerClient): Promise<void> {
  const answered = await cancellable(vscode.l10n.t('Comparing the runs'), (signal) =>
    recordings.request({ type: 'compareRuns', a: a.path, b: b.path }, longWork, signal),
  );
  if (answered === null) return;
  const { comparison } = answered;
  const text = [...differentWorkflows(a, b), describeComparison(comparison)].join(' ');
  if (comparison.divergence !== null) await showDifference(a, b, comparison);
  // With a button it stays until it has been read.
  const answer = await tell(text, vscode.l10n.t('Copy'));
  if (answer === vscode.l10n.t('Copy')) await vscode.env.clipboard.writeText(text);
}

async function showDifference(a: RunSummary, b: RunSummary, comparison: RunComparison): Promise<void> {
  const side = (run: RunSummary, k: number): vscode.Uri =>
    recordedUri(
      run.path,
      { k, path: ['point'] },
      { label: `${run.workflow} ${shortRun(run.id)} ${vscode.l10n.t('step {0}', k)}`, language: 'json' },
    );
  await vscode.commands.executeCommand(
    'vscode.diff',
    side(a, comparison.a.k),
    side(b, comparison.b.k),
    vscode.l10n.t(
      '{0} {1} ↔ {2}, step {3}',
      a.workflow,
      shortRun(a.id),
      a.workflow === b.workflow ? shortRun(b.id) : `${b.workflow} ${shortRun(b.id)}`,
      comparison.divergence?.k ?? 0,
    ),
  );
}

function differentWorkflows(a: RunSummary, b: RunSummary): readonly string[] {
  if (a.workflow === b.workflow) return [];
  return [
    vscode.l10n.t(
      'These are runs of different workflows, {0} and {1}.',
      plainName(a.workflow),
      plainName(b.workflow),
    ),
  ];
}
