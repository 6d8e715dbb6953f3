import * as vscode from 'vscode';
import type { RunStatus, RunSummary } from '../runtime/model/run.ts';
import type { Spent, Usage } from '../runtime/model/usage.ts';
import type { UnreadableRun } from '../runtime/model/workerProtocol.ts';
import { lazy } from './lazy.ts';

/** A row of the Runs view. */
export type RunNode =
  | {
      readonly type: 'folder';
      readonly name: string;
      readonly dir: string;
      readonly children: readonly RunNode[];
    }
  | { readonly type: 'run'; readonly run: RunSummary; readonly forks: readonly RunNode[] }
  | { readonly type: 'unreadable'; readonly path: string; readonly message: string };

/** Runs as a tree: each fork under the run that it came from, all in the order given, what cannot be read last. */
export function runTree(
  runs: readonly RunSummary[],
  unreadable: readonly UnreadableRun[],
): readonly RunNode[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const forksOf = new Map<string, RunSummary[]>();
  const roots: RunSummary[] = [];
  for (const run of runs) {
    if (run.parent === null || !byId.has(run.parent) || isOwnAncestor(run, byId)) roots.push(run);
    else forksOf.set(run.parent, [...(forksOf.get(run.parent) ?? []), run]);
  }
  const node = (run: RunSummary): RunNode => ({
    type: 'run',
    run,
    forks: (forksOf.get(run.id) ?? []).map(node),
  });
  return [
    ...roots.map(node),
    ...unreadable.map(({ path, message }) => ({ type: 'unreadable', path, message }) as const),
  ];
}

/** What stands beside a run's name. */
export function describeRun(run: RunSummary, now: number, spent: Spent | null = null): string {
  return [
    // What tells forks of one run apart comes first: a narrow list cuts the rest.
    ...(run.parent === null ? [] : [vscode.l10n.t('fork at step {0}', grouped(run.parentSeq ?? 0))]),
    countedSteps(run.steps),
    ...(spent === null ? [] : [lasted(spent.ms), ...describeUsage(spent.usage)]),
    ago(run.startedAt, now),
  ].join(' · ');
}

/** `1 step`, `150,000 steps`. */
export function countedSteps(steps: number): string {
  return steps === 1 ? vscode.l10n.t('1 step') : vscode.l10n.t('{0} steps', grouped(steps));
}

/** `150,000`, by hand: a first `Intl.NumberFormat` holds the host of all extensions up for some milliseconds. */
export function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Tokens and cost, as far as they are known. */
export function describeUsage(usage: Usage | null): readonly string[] {
  if (usage === null) return [];
  const tokens = usage.inputTokens + usage.outputTokens;
  return [
    ...(tokens === 0 ? [] : [vscode.l10n.t('{0} tokens', compact().format(tokens))]),
    ...(usage.cost === null
      ? []
      : [`$${usage.cost < 0.995 ? usage.cost.toPrecision(2) : usage.cost.toFixed(2)}`]),
  ];
}

/** A stretch of time in the unit that says most. */
export function lasted(ms: number): string {
  if (ms < 1_000) return vscode.l10n.t('{0} ms', Math.max(0, Math.round(ms)));
  if (ms < 60_000) return vscode.l10n.t('{0} s', (ms / 1_000).toFixed(1));
  if (ms < 2 * 3_600_000) return vscode.l10n.t('{0} min', Math.round(ms / 60_000));
  if (ms < 2 * 86_400_000) return vscode.l10n.t('{0} h', Math.round(ms / 3_600_000));
  return vscode.l10n.t('{0} days', Math.round(ms / 86_400_000));
}

/** Loading the tables of `Intl` would take longer than all else of the extension's activation. */
const compact = lazy(() => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }));

/** A run's status in words. */
export function statusWord(status: RunStatus): string {
  return statusWords[status];
}

const statusWords: Readonly<Record<RunStatus, string>> = {
  running: vscode.l10n.t('running'),
  unfinished: vscode.l10n.t('unfinished'),
  done: vscode.l10n.t('done'),
  failed: vscode.l10n.t('failed'),
  waiting: vscode.l10n.t('waiting'),
  stopped: vscode.l10n.t('stopped'),
};

/** How long ago a time was, in the largest unit that says something. */
export function ago(time: number, now: number): string {
  const seconds = Math.round((now - time) / 1000);
  if (seconds < 45) return vscode.l10n.t('just now');
  const [unit, length] = units.find(([, length]) => seconds >= length * 0.9) ?? ['minute', 60];
  return relative().format(-Math.max(1, Math.round(seconds / length)), unit);
}

const relative = lazy(() => new Intl.RelativeTimeFormat('en', { style: 'short', numeric: 'auto' }));

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
];

/** Recordings come from strangers too, and two of them may each claim to be a fork of the other. */
function isOwnAncestor(run: RunSummary, byId: ReadonlyMap<string, RunSummary>): boolean {
  const seen = new Set<string>([run.id]);
  for (let at = run.parent; at !== null; at = byId.get(at)?.parent ?? null) {
    if (at === run.id) return true;
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return false;
}
