import { extract } from '../../runtime/extract/extract.ts';
import type { Transition, TransitionKind } from '../../runtime/model/graph.ts';
import { extractText, type Files, steps } from './check.ts';
import { generateWorkflow } from './generator.ts';
import { projectRows } from './projectRows.ts';
import { returnRows } from './returnRows.ts';
import { runAllChoices } from './truth.ts';

/** How well graphs fit what workflows do, for one kind of edge. */
export interface Score {
  /** Edges that a run takes. */
  observed: number;
  /** Of these, those in the graph. */
  found: number;
  /** Edges that the graph is certain of, from states whose every run was seen. */
  drawn: number;
  /** Of these, those that a run takes. */
  taken: number;
}

export interface Report {
  /** Workflow classes that were held against their graphs. */
  readonly classes: number;
  readonly scores: ReadonlyMap<TransitionKind, Score>;
  /** True and not drawn: `seed edge`, or `name edge` for those written by hand. */
  readonly missed: readonly string[];
  /** Drawn as certain and not true. */
  readonly invented: readonly string[];
}

/** Generated classes: what is true is found by running each step under every choice. */
export async function measureGenerated(seeds: readonly number[]): Promise<Report> {
  const tally = createTally();
  for (const seed of seeds) {
    const source = generateWorkflow(seed);
    const { edges, complete } = await runAllChoices(source);
    const [graph] = extract('/generated/flow.ts', { text: source, read: () => undefined }).workflows;
    tally.add(`${seed}`, edges, graph?.transitions ?? [], (from) => complete.has(from));
  }
  return tally.report();
}

/** Classes written by hand, with true edges written by hand; edges that are marked as uncertain there do not count. */
export function measureHandWritten(): Report {
  const tally = createTally();
  const hold = (name: string, files: Files, expected: string, states: RegExp) => {
    const { workflows } = extractText(files);
    const transitions = workflows.flatMap((one) => one.transitions).filter(({ from }) => states.test(from));
    const edges = expected.split('\n').flatMap((line) => trueEdge(line.trim()));
    tally.add(name, new Set(edges), transitions, () => true, Math.max(1, workflows.length));
  };
  for (const { name, files, expected } of projectRows) hold(name, files, expected, /./);
  for (const { name, body, expected, members } of returnRows) {
    const whole = expected.replaceAll(/^\s*(?=\S)/gm, 'A -> ').replaceAll(/( \?)?$/gm, ' :4$1');
    hold(name, steps({ A: body }, members), whole, /^A$/);
  }
  return tally.report();
}

/** `A -> B goto [guard] :4` without its guard; none for a line that is marked as uncertain. */
function trueEdge(line: string): readonly string[] {
  const [, edge, kind, at] = /^(\S+ -> .+? )([\w-]+)(?: \[.*\])?( :\d+)$/.exec(line) ?? [];
  if (edge === undefined || kind === undefined) return [];
  return [`${edge}${kind}${hasLine(kind) ? at : ''}`];
}

function createTally() {
  const scores = new Map<TransitionKind, Score>();
  const missed: string[] = [];
  const invented: string[] = [];
  let classes = 0;
  const score = (kind: TransitionKind): Score => {
    const known = scores.get(kind) ?? { observed: 0, found: 0, drawn: 0, taken: 0 };
    scores.set(kind, known);
    return known;
  };
  return {
    add(
      name: string,
      truth: ReadonlySet<string>,
      transitions: readonly Transition[],
      isComplete: (state: string) => boolean,
      count = 1,
    ): void {
      classes += count;
      const drawn = new Map<string, Transition>(transitions.map((one) => [edgeOf(one), one]));
      for (const edge of truth) {
        const kind = kindOf(edge);
        score(kind).observed++;
        if (drawn.has(edge)) score(kind).found++;
        else missed.push(`${name} ${edge}`);
      }
      for (const [edge, one] of drawn) {
        if (!one.certain || !isComplete(one.from)) continue;
        score(one.kind).drawn++;
        if (truth.has(edge)) score(one.kind).taken++;
        else invented.push(`${name} ${edge}`);
      }
    },
    report: (): Report => ({ classes, scores, missed, invented }),
  };
}

function edgeOf({ from, to, kind, line }: Transition): string {
  return `${from} -> ${to} ${kind}${hasLine(kind) ? ` :${line}` : ''}`;
}

/** No `return` leads along an error or a compensation. */
function hasLine(kind: string): boolean {
  return kind !== 'error' && kind !== 'compensate';
}

function kindOf(edge: string): TransitionKind {
  return edge
    .replace(/ :\d+$/, '')
    .split(' ')
    .at(-1) as TransitionKind;
}
