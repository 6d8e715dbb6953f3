import type { StateNode } from '../runtime/model/graph.ts';
import { nameOf } from './caption.ts';
import { visible } from './label.ts';
import type { BreakpointMark, NodeMarks } from './marks.ts';
import type { PlanNode } from './plan.ts';
import { roles } from './role.ts';
import { describeSpending } from './spending.ts';
import { t } from './text.ts';
import { counted } from './words.ts';

/** What the source tells of a state, name by name; the name of a state is not among it. */
export function stateFacts(state: StateNode): (readonly [name: string, value: string])[] {
  const list = (name: string, values: readonly string[]): (readonly [string, string])[] =>
    values.length === 0 ? [] : [[name, listed(values)]];
  const one = (name: string, value: string | null): (readonly [string, string])[] =>
    value === null ? [] : [[name, visible(value, 120)]];
  return [
    ['step', state.handler ? `${visible(state.handler, 120)}()` : 'none'],
    ...list('reads', state.reads),
    ...list('writes', state.writes),
    ...list('calls', state.calls),
    ...one('retry', state.retry),
    ...one('timeout', state.timeout),
    ...list('sees', [...(state.session ?? []).map((name) => `session.${name}`), ...(state.uses ?? [])]),
    ...one('undo', state.compensation && `${state.compensation}()`),
  ];
}

/** A node in one sentence, for screen readers. */
export function describeNode(node: PlanNode, marks: NodeMarks): string {
  if (node.kind === 'start') return t('Start of the run');
  if (node.kind === 'frame')
    return [
      t('Child workflow {0}, open', visible(node.id)),
      ...standing(marks),
      t('press O to close it'),
    ].join(', ');
  const { visits, spending, current, breakpoint } = marks;
  const parts = [nameOf(node.id)];
  if (node.kind === 'missing') parts.push(t('not in the source'));
  if (node.state)
    parts.push(
      node.state.handler ? t('handled by {0}', visible(node.state.handler)) : t('no step handles it'),
    );
  if (node.state && roles[node.role].words) parts.push(roles[node.role].words);
  if (isEnd(node)) parts.push(t('end of the run'));
  if (node.within !== null) parts.push(t('in {0}', visible(node.graph.name, 80)));
  if (current) parts.push(t('current state'));
  if (visits > 0) parts.push(visits === 1 ? t('visited once') : t('visited {0} times', visits));
  parts.push(...standing(marks));
  if (spending && spending.count > 0) parts.push(describeSpending(spending));
  if (breakpoint) parts.push(describeBreakpoint(breakpoint));
  for (const { severity, message } of node.problems.slice(0, 5))
    parts.push(`${severity}: ${visible(message)}`);
  return parts.join(', ');
}

/** What stands at a node without being the run's own line. */
export function standing({ branches, inside }: NodeMarks): string[] {
  const words: string[] = [];
  if (branches > 0) words.push(branches === 1 ? t('1 branch here') : t('{0} branches here', branches));
  const [only] = inside;
  if (only && inside.length === 1)
    words.push(t('{0} runs inside, at {1}', visible(only.workflow, 80), nameOf(only.state)));
  else if (only) words.push(t('{0} run inside', counted(inside.length, 'child workflow')));
  return words;
}

export function describeBreakpoint({ enabled, when, log, name }: BreakpointMark): string {
  const stops = enabled ? t('breakpoint set') : t('breakpoint disabled');
  const logs = enabled ? t('log point set') : t('log point disabled');
  return [
    `${log === '' ? stops : logs}${name === '' ? '' : ` ${t('by the name {0}', visible(name, 80))}`}`,
    ...(when === '' ? [] : [t('when {0}', visible(when, 120))]),
    ...(log === '' ? [] : [t('logs {0}', visible(log, 120))]),
  ].join(', ');
}

export function isEnd({ kind }: PlanNode): boolean {
  return kind === 'done' || kind === 'failed';
}

function listed(values: readonly string[]): string {
  const shown = values
    .slice(0, 12)
    .map((value) => visible(value, 80))
    .join(', ');
  return values.length > 12 ? t('{0} and {1} more', shown, values.length - 12) : shown;
}
