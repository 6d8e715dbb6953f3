import type { WorkflowGraph } from '../model/graph.ts';

/** The workflows that run as children of some, and theirs, as far as the source tells; not those themselves. */
export async function childGraphs(
  roots: readonly WorkflowGraph[],
  graphsOf: (file: string) => Promise<readonly WorkflowGraph[]>,
): Promise<readonly WorkflowGraph[]> {
  const isKnown = new Set(roots.map(nameOf));
  const found: WorkflowGraph[] = [];
  const open = [...roots];
  for (let graph = open.pop(); graph !== undefined; graph = open.pop()) {
    for (const { child } of graph.transitions) {
      if (!child || child.file === null) continue;
      const one = (await graphsOf(child.file)).find(({ name }) => name === child.workflow);
      if (!one || isKnown.has(nameOf(one))) continue;
      isKnown.add(nameOf(one));
      found.push(one);
      open.push(one);
    }
  }
  return found;
}

function nameOf({ name, file }: WorkflowGraph): string {
  return `${name} ${file}`;
}
