import { extract } from '../../runtime/extract/extract.ts';
import type { Transition } from '../../runtime/model/graph.ts';
import { generateWorkflow } from './generator.ts';
import { runAllChoices } from './truth.ts';

/** How well the graph of generated workflows fits what they do, by kind of edge. */
export interface Score {
  /** Edges that a run took. */
  observed: number;
  /** Of these, those in the graph. */
  found: number;
  /** Edges that the graph is certain of, from states whose every run was seen. */
  drawn: number;
  /** Of these, those that a run took. */
  taken: number;
}

export interface Report {
  readonly scores: ReadonlyMap<string, Score>;
  /** Observed and not drawn: `seed edge`. */
  readonly missed: readonly string[];
  /** Drawn as certain and never observed. */
  readonly invented: readonly string[];
}

export async function measureCorpus(seeds: readonly number[]): Promise<Report> {
  const scores = new Map<string, Score>();
  const missed: string[] = [];
  const invented: string[] = [];
  const score = (kind: string): Score => {
    const known = scores.get(kind) ?? { observed: 0, found: 0, drawn: 0, taken: 0 };
    scores.set(kind, known);
    return known;
  };
  for (const seed of seeds) {
    const source = generateWorkflow(seed);
    const truth = await runAllChoices(source);
    const [graph] = extract('/generated/flow.ts', { text: source, read: () => undefined }).workflows;
    const drawn = new Map<string, Transition>(
      (graph?.transitions ?? []).map(
        (one) => [`${one.from} -> ${one.to} ${one.kind} :${one.line}`, one] as const,
      ),
    );
    for (const edge of truth.edges) {
      const kind = kindOf(edge);
      score(kind).observed++;
      if (drawn.has(edge)) score(kind).found++;
      else missed.push(`${seed} ${edge}`);
    }
    for (const [edge, one] of drawn) {
      if (!one.certain || !truth.complete.has(one.from)) continue;
      score(one.kind).drawn++;
      if (truth.edges.has(edge)) score(one.kind).taken++;
      else invented.push(`${seed} ${edge}`);
    }
  }
  return { scores, missed, invented };
}

function kindOf(edge: string): string {
  return edge.split(' ')[3] ?? '';
}
