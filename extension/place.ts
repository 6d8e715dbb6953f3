import type { WorkflowGraph } from '../runtime/model/graph.ts';

/** Something in the picture that a command can be about. */
export type Place =
  | { readonly type: 'state'; readonly state: string }
  | {
      readonly type: 'transition';
      readonly from: string;
      readonly to: string;
      readonly file: string;
      readonly line: number;
    }
  | { readonly type: 'step'; readonly k: number };

/** The place that a context menu of the graph's page was opened on; null for none. The page is not trusted. */
export function readPlace(context: unknown): Place | null {
  if (typeof context !== 'object' || context === null) return null;
  const { webviewSection, state, from, to, file, line, k } = context as Readonly<Record<string, unknown>>;
  if (webviewSection === 'state' && typeof state === 'string') return { type: 'state', state };
  if (webviewSection === 'step' && Number.isSafeInteger(k) && (k as number) >= 0)
    return { type: 'step', k: k as number };
  const sound = typeof from === 'string' && typeof to === 'string' && typeof file === 'string';
  if (webviewSection === 'transition' && sound && Number.isSafeInteger(line) && (line as number) >= 1)
    return { type: 'transition', from, to, file, line: line as number };
  return null;
}

/** Every place of a graph with the words for it, in the order of the source. */
export function placesOf(
  graph: WorkflowGraph,
): { readonly label: string; readonly description: string; readonly place: Place }[] {
  return graph.states.flatMap(({ id, handler }) => [
    {
      label: id,
      description: handler === null ? 'no step' : `${handler}()`,
      place: { type: 'state' as const, state: id },
    },
    ...graph.transitions
      .filter(({ from }) => from === id)
      .map(({ from, to, label, file, line }) => ({
        label: `${from} → ${endName(to)}`,
        description: label,
        place: { type: 'transition' as const, from, to, file, line },
      })),
  ]);
}

export function endName(state: string): string {
  return state.startsWith('#') ? state.slice(1) : state;
}
