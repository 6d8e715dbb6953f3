import * as vscode from 'vscode';
import type { WorkflowGraph } from '../runtime/model/graph.ts';
import type { ChildPlace } from '../runtime/model/pageProtocol.ts';
import type { WorkflowPlace } from '../runtime/model/workerProtocol.ts';
import { plainName } from './plainName.ts';

/** Something in the picture that a command can be about. */
export type Place =
  | {
      readonly type: 'state';
      readonly state: string;
      /** The child inside the picture that it is a state of; null for the graph that is drawn. */
      readonly owner: WorkflowPlace | null;
    }
  | {
      readonly type: 'transition';
      readonly from: string;
      readonly to: string;
      readonly file: string;
      readonly line: number;
      /** The child inside the picture that it is a transition of, by name; null for the graph that is drawn. */
      readonly child: string | null;
    }
  | { readonly type: 'step'; readonly k: number };

/** The place that a context menu of the graph's page was opened on; null for none. The page is not trusted. */
export function readPlace(context: unknown): Place | null {
  if (typeof context !== 'object' || context === null) return null;
  const { webviewSection, state, from, to, file, line, k, workflow } = context as Readonly<
    Record<string, unknown>
  >;
  if (webviewSection === 'state' && typeof state === 'string') return { type: 'state', state, owner: null };
  const owned = typeof file === 'string' && typeof workflow === 'string';
  if (webviewSection === 'childState' && typeof state === 'string' && owned)
    return { type: 'state', state, owner: { file, workflow } };
  if (webviewSection === 'step' && Number.isSafeInteger(k) && (k as number) >= 0)
    return { type: 'step', k: k as number };
  const sound = typeof from === 'string' && typeof to === 'string' && typeof file === 'string';
  const isEdge = webviewSection === 'transition' || webviewSection === 'childTransition';
  if (isEdge && sound && Number.isSafeInteger(line) && (line as number) >= 1)
    return {
      type: 'transition',
      from,
      to,
      file,
      line: line as number,
      child: webviewSection === 'childTransition' && typeof workflow === 'string' ? workflow : null,
    };
  return null;
}

/** The child that a menu of the graph's page was opened on; null for none. */
export function readChild(context: unknown): ChildPlace | null {
  if (typeof context !== 'object' || context === null || !('key' in context)) return null;
  return typeof context.key === 'string' ? { key: context.key } : null;
}

/** Every child that a graph can show in place, with the words for it. */
export function childrenOf(
  graph: WorkflowGraph,
  where: 'drawn' | 'inside' = 'drawn',
): { readonly label: string; readonly description: string; readonly child: ChildPlace }[] {
  return graph.transitions.flatMap(({ from, to, line, child }) =>
    child === undefined || child.file === null
      ? []
      : [
          {
            label: plainName(child.workflow),
            description: plainName(`${where === 'drawn' ? '' : `${graph.name} · `}${from} → ${endName(to)}`),
            child: { from, to, line, ...(where === 'drawn' ? {} : { workflow: graph.name }) },
          },
        ],
  );
}

/** Every place of a graph with the words for it, in the order of the source. */
export function placesOf(
  graph: WorkflowGraph,
  where: 'drawn' | 'inside' = 'drawn',
): { readonly label: string; readonly description: string; readonly place: Place }[] {
  const isChild = where === 'inside';
  const owner = isChild ? { file: graph.file, workflow: graph.name } : null;
  const described = (text: string): string => plainName(isChild ? `${graph.name} · ${text}` : text);
  return graph.states.flatMap(({ id, handler }) => [
    {
      label: plainName(id),
      description: described(handler === null ? vscode.l10n.t('no step') : `${handler}()`),
      place: { type: 'state' as const, state: id, owner },
    },
    ...graph.transitions
      .filter(({ from }) => from === id)
      .map(({ from, to, label, file, line }) => ({
        label: plainName(`${from} → ${endName(to)}`),
        description: described(label),
        place: { type: 'transition' as const, from, to, file, line, child: owner?.workflow ?? null },
      })),
  ]);
}

export function endName(state: string): string {
  return state.startsWith('#') ? state.slice(1) : state;
}
