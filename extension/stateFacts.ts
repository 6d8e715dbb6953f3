import * as vscode from 'vscode';
import type { StateNode, WorkflowGraph } from '../runtime/model/graph.ts';
import { legible } from '../runtime/model/legible.ts';
import { targetName } from './workflowTree.ts';

/** What is known of a state's step, in Markdown; the names in it come from code and are shown as code. */
export function stateFacts(graph: WorkflowGraph, state: StateNode): string {
  const from = graph.transitions.filter(({ to }) => to === state.id).map((one) => one.from);
  const to = graph.transitions.filter((one) => one.from === state.id).map((one) => targetName(one.to));
  const step =
    state.handler === null
      ? vscode.l10n.t('has no step')
      : vscode.l10n.t('step {0}', code(`${state.handler}()`));
  const start = state.id === graph.start ? `, ${vscode.l10n.t('where it starts')}` : '';
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [vscode.l10n.t('Reads'), state.reads.map((path) => `session.${path}`)],
    [vscode.l10n.t('Writes'), state.writes.map((path) => `session.${path}`)],
    [vscode.l10n.t('Calls'), state.calls],
    [
      vscode.l10n.t('Sees only'),
      [...(state.session ?? []).map((name) => `session.${name}`), ...(state.uses ?? [])],
    ],
    [vscode.l10n.t('Retry'), state.retry === null ? [] : [state.retry]],
    [vscode.l10n.t('Timeout'), state.timeout === null ? [] : [state.timeout]],
    [vscode.l10n.t('Undone by'), state.compensation === null ? [] : [`${state.compensation}()`]],
    [vscode.l10n.t('Comes from'), from],
    [vscode.l10n.t('Goes to'), to],
  ];
  const filled = rows.filter(([, values]) => values.length > 0);
  return [
    `**${escaped(state.id)}** · ${vscode.l10n.t('{0} of {1}', step, code(graph.name))}${start}`,
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
  return `${ticks}${legible(text.replaceAll('\n', ' '))}${ticks}`;
}

function escaped(text: string): string {
  return legible(text).replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, '\\$&');
}
