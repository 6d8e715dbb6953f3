import type { ChildWorkflow, WorkflowGraph } from '../runtime/model/graph.ts';
import type { FromWebview } from '../runtime/model/pageProtocol.ts';
import type { WorkflowPlace } from '../runtime/model/workerProtocol.ts';
import type { OpenChildren } from './plan.ts';

/** What outlives the page of open children. */
export interface KeptChildren {
  /** Each names the graph that is drawn and the key in it. */
  readonly open: readonly string[];
  readonly graphs: readonly WorkflowGraph[];
}

/**
 * Which child workflows are drawn in place. All are closed until somebody opens one; what is open is remembered for
 * each workflow by itself.
 */
export interface Children extends OpenChildren {
  /** The workflow whose picture is drawn. */
  turnTo(graph: WorkflowGraph): void;
  /** Opens what was left open, and closes all else. */
  reopen(names: readonly string[]): void;
  /** True when the child is open now. */
  toggle(key: string): boolean;
  /** Closes what cannot be opened. */
  close(child: WorkflowPlace): void;
  /** A child's graph has come. */
  take(graph: WorkflowGraph): void;
  /** A plan is about to be made. */
  begin(): void;
  /** Asks for the graphs that the plan needed, if they are others than before. */
  ask(): void;
  kept(): KeptChildren;
}

export function createChildren(kept: KeptChildren | null, post: (message: FromWebview) => void): Children {
  const open = new Set(kept?.open ?? []);
  const graphs = new Map<string, WorkflowGraph>();
  for (const graph of kept?.graphs ?? []) graphs.set(placeName(graph.file, graph.name), graph);
  let shown = '';
  let wanted = new Map<string, { readonly place: WorkflowPlace; readonly keys: string[] }>();
  let asked = '[]';
  let last: string | null = null;

  return {
    turnTo({ file, name }) {
      shown = placeName(file, name);
    },
    isOpen(key) {
      last = nameIn(shown, key);
      return open.has(last);
    },
    graphOf({ workflow, file }: ChildWorkflow) {
      if (file === null) return null;
      const name = placeName(file, workflow);
      const found = wanted.get(name) ?? { place: { file, workflow }, keys: [] };
      if (last !== null) found.keys.push(last);
      wanted.set(name, found);
      return graphs.get(name) ?? null;
    },
    reopen(names) {
      open.clear();
      for (const name of names) open.add(name);
    },
    toggle(key) {
      const name = nameIn(shown, key);
      if (open.delete(name)) return false;
      open.add(name);
      return true;
    },
    close({ file, workflow }) {
      graphs.delete(placeName(file, workflow));
      for (const key of wanted.get(placeName(file, workflow))?.keys ?? []) open.delete(key);
    },
    take(graph) {
      graphs.set(placeName(graph.file, graph.name), graph);
    },
    begin() {
      wanted = new Map();
    },
    ask() {
      const places = [...wanted.values()].map(({ place }) => place);
      const now = JSON.stringify(places);
      if (now !== asked) post({ type: 'children', children: places });
      asked = now;
    },
    kept: () => ({
      open: [...open],
      graphs: [...graphs].filter(([name]) => wanted.has(name)).map(([, graph]) => graph),
    }),
  };
}

function placeName(file: string, workflow: string): string {
  return JSON.stringify([file, workflow]);
}

function nameIn(graph: string, key: string): string {
  return JSON.stringify([graph, key]);
}
