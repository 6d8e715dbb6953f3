import type { StateNode, WorkflowGraph } from '../runtime/model/graph.ts';
import { targetName } from './workflowTree.ts';

/** What is known of a state's step, in Markdown; the names in it come from code and are shown as code. */
export function stateFacts(graph: WorkflowGraph, state: StateNode): string {
  const from = graph.transitions.filter(({ to }) => to === state.id).map((one) => one.from);
  const to = graph.transitions.filter((one) => one.from === state.id).map((one) => targetName(one.to));
  const step = state.handler === null ? 'has no step' : `step ${code(`${state.handler}()`)}`;
  const start = state.id === graph.start ? ', where it starts' : '';
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['Reads', state.reads.map((path) => `session.${path}`)],
    ['Writes', state.writes.map((path) => `session.${path}`)],
    ['Calls', state.calls],
    ['Retry', state.retry === null ? [] : [state.retry]],
    ['Timeout', state.timeout === null ? [] : [state.timeout]],
    ['Undone by', state.compensation === null ? [] : [`${state.compensation}()`]],
    ['Comes from', from],
    ['Goes to', to],
  ];
  const filled = rows.filter(([, values]) => values.length > 0);
  return [
    `**${escaped(state.id)}** · ${step} of ${code(graph.name)}${start}`,
    ...(filled.length === 0
      ? []
      : [
          filled
            .map(([title, values]) => `- ${title}: ${[...new Set(values)].map(code).join(', ')}`)
            .join('\n'),
        ]),
  ].join('\n\n');
}

function code(text: string): string {
  const ticks = text.includes('`') ? '``' : '`';
  return `${ticks}${text.replaceAll('\n', ' ')}${ticks}`;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, '\\$&');
}
