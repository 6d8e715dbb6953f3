import * as vscode from 'vscode';
import type { RunComparison } from '../runtime/model/workerProtocol.ts';
import { shortRun } from './position.ts';
import { countedSteps, grouped } from './runTree.ts';

/** How two runs compare, in one or two sentences. */
export function describeComparison({ divergence, a, b }: RunComparison): string {
  const [left, right] = [shortRun(a.run), shortRun(b.run)];
  if (divergence === null)
    return vscode.l10n.t('{0} and {1} did the same in all {2} steps.', left, right, grouped(a.steps));
  const { k, path, state } = divergence;
  const where =
    k === 0
      ? vscode.l10n.t('began differently')
      : vscode.l10n.t('part at step {0}{1}', grouped(k), state === null ? '' : ` (${state})`);
  const both = vscode.l10n.t('{0} and {1} {2}', left, right, where);
  if (path === '') {
    const [shorter, steps] = a.steps < b.steps ? [left, a.steps] : [right, b.steps];
    return vscode.l10n.t('{0}: {1} ends after {2}.', both, shorter, countedSteps(steps));
  }
  const told = (value: string | null): string => value ?? vscode.l10n.t('not there');
  return vscode.l10n.t(
    '{0}. {1} is {2} in {3}, {4} in {5}.',
    both,
    path,
    told(divergence.a),
    left,
    told(divergence.b),
    right,
  );
}
