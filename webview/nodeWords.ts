import type { StateNode } from '../runtime/model/graph.ts';
import { nameOf } from './caption.ts';
import { visible } from './label.ts';
import type { BreakpointMark, NodeMarks } from './marks.ts';
import type { PlanNode } from './plan.ts';
import { roles } from './role.ts';
import { describeSpending } from './spending.ts';
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
    ...one('undo', state.compensation && `${state.compensation}()`),
  ];
}

/** A node in one sentence, for screen readers. */
export function describeNode(node: PlanNode, marks: NodeMarks): string {
  if (node.kind === 'start') return 'Start of the run';
  if (node.kind === 'frame')
    return [`Child workflow ${visible(node.id)}, open`, ...standing(marks), 'press O to close it'].join(', ');
  const { visits, spending, current, breakpoint } = marks;
  const parts = [nameOf(node.id)];
  if (node.kind === 'missing') parts.push('not in the source');
  if (node.state)
    parts.push(node.state.handler ? `handled by ${visible(node.state.handler)}` : 'no step handles it');
  if (node.state && roles[node.role].words) parts.push(roles[node.role].words);
  if (isEnd(node)) parts.push('end of the run');
  if (node.within !== null) parts.push(`in ${visible(node.graph.name, 80)}`);
  if (current) parts.push('current state');
  if (visits > 0) parts.push(visits === 1 ? 'visited once' : `visited ${visits} times`);
  parts.push(...standing(marks));
  if (spending) parts.push(describeSpending(spending));
  if (breakpoint) parts.push(describeBreakpoint(breakpoint));
  for (const { severity, message } of node.problems.slice(0, 5))
    parts.push(`${severity}: ${visible(message)}`);
  return parts.join(', ');
}

/** What stands at a node without being the run's own line. */
export function standing({ branches, inside }: NodeMarks): string[] {
  const words: string[] = [];
  if (branches > 0) words.push(branches === 1 ? '1 branch here' : `${branches} branches here`);
  const [only] = inside;
  if (only && inside.length === 1)
    words.push(`${visible(only.workflow, 80)} runs inside, at ${nameOf(only.state)}`);
  else if (only) words.push(`${counted(inside.length, 'child workflow')} run inside`);
  return words;
}

export function describeBreakpoint(breakpoint: Exclude<BreakpointMark, null>): string {
  return breakpoint === 'on' ? 'breakpoint set' : 'breakpoint disabled';
}

export function isEnd({ kind }: PlanNode): boolean {
  return kind === 'done' || kind === 'failed';
}

function listed(values: readonly string[]): string {
  const shown = values
    .slice(0, 12)
    .map((value) => visible(value, 80))
    .join(', ');
  return values.length > 12 ? `${shown} and ${values.length - 12} more` : shown;
}
