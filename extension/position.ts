import * as vscode from 'vscode';
import type { Spending } from '../runtime/model/heat.ts';
import { inReadingOrder, legible } from '../runtime/model/legible.ts';
import type {
  ChildVisits,
  OpenBranch,
  PositionBody,
  PositionMode,
  Spendings,
  UndrawnEdge,
  VisitedEdge,
} from '../runtime/model/position.ts';
import { withoutIcons } from './plainName.ts';

/** The position that a `backstep/position` event carries; null when the body is not one. */
export function readPosition(body: unknown): PositionBody | null {
  if (!isRecord(body)) return null;
  const {
    workflow,
    file,
    run,
    parent,
    seq,
    head,
    mode,
    running,
    state,
    undoes,
    last,
    visits,
    edges,
    spent,
    branches,
    children,
    undrawn,
    waiting,
    asks,
    question,
    signals,
    until,
    edited,
  } = body;
  const sound =
    [workflow, file, run, state].every((text) => typeof text === 'string') &&
    [seq, head].every(isCount) &&
    typeof running === 'boolean' &&
    typeof mode === 'string' &&
    Object.hasOwn(modeWords, mode) &&
    (parent === null || (isRecord(parent) && typeof parent['run'] === 'string' && isCount(parent['seq']))) &&
    (last === null || isEdge(last)) &&
    (undoes === undefined || undoes === true) &&
    areVisits(visits) &&
    areCounted(edges) &&
    (spent === undefined || areSpendings(spent)) &&
    (branches === undefined || (Array.isArray(branches) && branches.every(isBranch))) &&
    (children === undefined || (Array.isArray(children) && children.every(isChild))) &&
    (waiting === undefined || typeof waiting === 'string') &&
    (asks === undefined || typeof asks === 'string') &&
    (question === undefined || isCount(question)) &&
    [signals, edited].every((names) => names === undefined || areTexts(names)) &&
    (until === undefined || Number.isFinite(until)) &&
    (undrawn === undefined || (Array.isArray(undrawn) && undrawn.every(isUndrawn)));
  return sound ? (body as unknown as PositionBody) : null;
}

/** Where a session stands, for the status bar. */
export function describePosition(position: PositionBody): {
  readonly text: string;
  readonly tooltip: string;
  readonly command: 'backstep.showGraph' | 'backstep.sendSignal' | 'backstep.decideCall';
} {
  const sends = awaitsSignal(position);
  const { workflow, state, undoes, seq, head, mode, running, parent, run, waiting, asks } = position;
  const name = endWords.get(state) ?? shortName(state);
  const place = undoes ? vscode.l10n.t('undo of {0}', name) : name;
  const step = seq === head ? vscode.l10n.t('step {0}', seq) : vscode.l10n.t('step {0}/{1}', seq, head);
  const icon =
    asks !== undefined
      ? '$(question)'
      : running
        ? '$(sync~spin)'
        : mode === 'replay'
          ? '$(history)'
          : '$(debug-alt)';
  const moves =
    asks !== undefined
      ? vscode.l10n.t('waits for your decision about {0}', legible(asks))
      : running
        ? vscode.l10n.t('running')
        : modeWords[mode];
  const fork = parent === null ? [] : [vscode.l10n.t('fork of {0}', shortRun(parent.run))];
  return {
    text: `${icon} Backstep: ${withoutIcons(inReadingOrder([place, ...(waiting === undefined || running ? [] : [legible(waiting)]), step, moves, ...fork].join(' · ')))}`,
    tooltip: [
      legible(vscode.l10n.t('{0}, run {1}', workflow, run)),
      vscode.l10n.t('{0} of {1} recorded steps taken; {2}', seq, head, running ? moves : modeHelp[mode]),
      ...(parent === null
        ? []
        : [vscode.l10n.t('Forked from run {0} after step {1}', parent.run, parent.seq)]),
      asks !== undefined
        ? vscode.l10n.t('Click to decide about the call')
        : sends
          ? vscode.l10n.t('Click to send the signal')
          : vscode.l10n.t('Click to show the state graph'),
    ].join('\n'),
    command:
      asks !== undefined ? 'backstep.decideCall' : sends ? 'backstep.sendSignal' : 'backstep.showGraph',
  };
}

/** Whether a person may send a signal that the run waits for where it stands. */
export function awaitsSignal({ signals = [], running, mode }: PositionBody): boolean {
  return signals.length > 0 && !running && mode !== 'replay';
}

/** A name that leaves room for what stands behind it; both of its ends tell it from others. */
function shortName(name: string): string {
  const shown = legible(name);
  return shown.length > 40 ? `${shown.slice(0, 24)}…${shown.slice(-15)}` : shown;
}

/** Enough of a run's id to tell it from its neighbours. */
export function shortRun(run: string): string {
  return run.length > 10 ? `…${run.slice(-6)}` : run;
}

const modeWords: Record<PositionMode, string> = {
  live: vscode.l10n.t('live'),
  following: vscode.l10n.t('following'),
  forking: vscode.l10n.t('forks here'),
  replay: vscode.l10n.t('replay'),
};

const modeHelp: Record<PositionMode, string> = {
  live: vscode.l10n.t('the next step runs your code'),
  following: vscode.l10n.t('going forward walks the recording'),
  forking: vscode.l10n.t('the next step runs your code in a new run'),
  replay: vscode.l10n.t('a recording, no code runs'),
};

const endWords: ReadonlyMap<string, string> = new Map([
  ['#done', vscode.l10n.t('done')],
  ['#failed', vscode.l10n.t('failed')],
]);

function isEdge(value: unknown): value is VisitedEdge {
  return (
    isRecord(value) &&
    typeof value['from'] === 'string' &&
    typeof value['to'] === 'string' &&
    (value['line'] === null || isCount(value['line']))
  );
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function areVisits(value: unknown): value is PositionBody['visits'] {
  return isRecord(value) && Object.values(value).every(isCount);
}

function areCounted(value: unknown): value is PositionBody['edges'] {
  return (
    Array.isArray(value) && value.every((edge) => isEdge(edge) && 'count' in edge && isCount(edge.count))
  );
}

function areSpendings(value: unknown): value is Spendings {
  if (!isRecord(value)) return false;
  const { states, edges } = value;
  return (
    isRecord(states) &&
    Object.values(states).every(isSpending) &&
    Array.isArray(edges) &&
    edges.every((edge) => isEdge(edge) && 'spending' in edge && isSpending(edge.spending))
  );
}

function isSpending(value: unknown): value is Spending {
  if (!isRecord(value)) return false;
  const { count, ms, waitedMs, tokens, cost } = value;
  return [count, ms, waitedMs, tokens, cost].every(Number.isFinite);
}

function isBranch(value: unknown): value is OpenBranch {
  if (!isRecord(value)) return false;
  const { branch, state, workflow } = value;
  const named = workflow === undefined || typeof workflow === 'string';
  return typeof branch === 'string' && typeof state === 'string' && named;
}

function isChild(value: unknown): value is ChildVisits {
  if (!isRecord(value)) return false;
  const { workflow, visits, edges, spent } = value;
  const sound = typeof workflow === 'string' && areVisits(visits) && areCounted(edges);
  return sound && (spent === undefined || areSpendings(spent));
}

function isUndrawn(value: unknown): value is UndrawnEdge {
  if (!isEdge(value) || !('file' in value) || !('drawing' in value)) return false;
  const { file, drawing } = value;
  return (file === null || typeof file === 'string') && (drawing === 'unknown' || drawing === 'missing');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
