import { compiler } from '../../runtime/extract/compiler.ts';
import * as language from '../../runtime/index.ts';
import type { Directive } from '../../runtime/language/directive.ts';
import { type Manifest, manifestOf, type StepEntry } from '../../runtime/language/manifest.ts';
import { readReturned } from '../../runtime/language/returned.ts';
import type { TransitionKind } from '../../runtime/model/graph.ts';

/** What running a workflow's steps under every choice showed. */
export interface Truth {
  /**
   * `from -> to kind :line`, as an observed step went. Errors and compensations have no line: no `return` leads along
   * them.
   */
  readonly edges: ReadonlySet<string>;
  /** States whose every run was seen: of the others, some choices were left out. */
  readonly complete: ReadonlySet<string>;
}

const maxRuns = 4000;
const maxChoices = 14;

/** Runs each step of a generated workflow under every sequence of choices. */
export async function runAllChoices(source: string): Promise<Truth> {
  const trace: Trace = { choices: [], taken: 0, last: 0, cut: false };
  const { ts } = compiler();
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exports: { Flow?: new () => object } = {};
  const load = new Function('exports', 'require', 'choose', 'hit', outputText) as (
    ...given: readonly unknown[]
  ) => void;
  load(
    exports,
    () => language,
    chooser(trace),
    (id: number) => {
      trace.last = id;
    },
  );
  const workflow = exports.Flow;
  if (!workflow) throw new Error('the generated module exports no Flow');
  const manifest = manifestOf(workflow);
  const lines = returnLines(source);
  const taken: Taken[] = [];
  const complete = new Set<string>();
  for (const state of manifest.states) {
    const { method, onError } = manifest.steps.get(state) as StepEntry;
    let runs = 0;
    let cut = false;
    trace.choices.length = 0;
    do {
      trace.taken = 0;
      trace.last = 0;
      trace.cut = false;
      const instance = new workflow() as {
        readonly [name: string]: (data: object, context: object) => unknown;
      };
      const outcome = await settle(() => instance[method as string]?.({}, { session: {} }));
      cut ||= trace.cut;
      if (!('error' in outcome)) {
        const line = trace.last === 0 ? endLine(source, method as string) : (lines.get(trace.last) as number);
        taken.push({ from: state, directive: readReturned(outcome.value, state, manifest, null), line });
      } else if (outcome.error.message !== 'thrown') throw outcome.error;
      else if (onError !== null) taken.push({ from: state, directive: null, onError });
      runs++;
    } while (advance(trace) && runs < maxRuns);
    if (!cut && runs < maxRuns) complete.add(state);
  }
  return truthOf(taken, complete, manifest);
}

/** How a step ended: with a directive at a line, or with an error that goes on to another state. */
type Taken =
  | { readonly from: string; readonly directive: Directive; readonly line: number }
  | { readonly from: string; readonly directive: null; readonly onError: string };

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: TransitionKind;
  /** `:line`, or empty. */
  readonly at: string;
}

/** What the steps' directives mean together, by the rules of the language. */
function truthOf(
  taken: readonly Taken[],
  complete: ReadonlySet<string>,
  { start, compensations }: Manifest,
): Truth {
  const all = taken.flatMap((one): readonly Edge[] => {
    const { from } = one;
    if (one.directive === null) return [{ from, to: one.onError, kind: 'error', at: '' }];
    return targetsOf(one.directive, start).map(([to, kind]) => ({ from, to, kind, at: ` :${one.line}` }));
  });
  const fanOuts = taken.flatMap(({ directive }) =>
    directive?.directive === 'fanOut' && 'state' in directive.branch
      ? [{ branch: directive.branch.state, join: directive.join, onBranchError: directive.onBranchError }]
      : [],
  );
  const entered = new Set([start, ...all.flatMap(({ kind, to }) => (kind === 'fan-out' ? [] : [to]))]);
  const edges = all.flatMap((edge): readonly Edge[] => {
    const around = fanOuts.filter(({ branch }) => branch === edge.from);
    if (around.length === 0 || (edge.kind !== 'done' && edge.kind !== 'fail')) return [edge];
    const joining = around.filter((one) => edge.kind === 'done' || one.onBranchError === 'collect');
    const endsRun = entered.has(edge.from) || joining.length < around.length;
    const joins = joining.map(({ join }): Edge => ({ ...edge, to: join, kind: 'join' }));
    return endsRun ? [edge, ...joins] : joins;
  });
  const goingOn = new Set(edges.flatMap(({ from, kind }) => (/done|fail|error/.test(kind) ? [] : [from])));
  const undone = [...compensations.keys()]
    .filter((from) => goingOn.has(from))
    .map((from): Edge => ({ from, to: '#failed', kind: 'compensate', at: '' }));
  // Where a branch leads is for other steps to say.
  const branches = new Set(fanOuts.map(({ branch }) => branch));
  const isWhole = taken.every(({ from }) => complete.has(from));
  return {
    edges: new Set([...edges, ...undone].map(({ from, to, kind, at }) => `${from} -> ${to} ${kind}${at}`)),
    complete: new Set([...complete].filter((state) => isWhole || !branches.has(state))),
  };
}

interface Trace {
  /** The choices of this run: what was chosen, of how many. */
  readonly choices: { value: number; readonly of: number }[];
  taken: number;
  /** The return that was passed last. */
  last: number;
  /** Set when a run asked for more choices than are tried. */
  cut: boolean;
}

function chooser(trace: Trace): (of: number) => number {
  return (of) => {
    const known = trace.choices[trace.taken++];
    if (known) return known.value;
    if (trace.taken > maxChoices) {
      trace.cut = true;
      return 0;
    }
    trace.choices.push({ value: 0, of });
    return 0;
  };
}

/** Moves on to the next sequence of choices; false after the last. */
function advance({ choices, taken }: Trace): boolean {
  choices.length = Math.min(choices.length, taken);
  for (let last = choices.pop(); last; last = choices.pop()) {
    if (last.value + 1 < last.of) {
      choices.push({ ...last, value: last.value + 1 });
      return true;
    }
  }
  return false;
}

async function settle(run: () => unknown): Promise<{ readonly value: unknown } | { readonly error: Error }> {
  try {
    return { value: await run() };
  } catch (error) {
    return { error: error as Error };
  }
}

function targetsOf(directive: Directive, start: string): readonly (readonly [string, TransitionKind])[] {
  switch (directive.directive) {
    case 'goto':
    case 'sleep':
    case 'child':
      return [[directive.state, directive.directive]];
    case 'done':
      return [['#done', 'done']];
    case 'fail':
      return [['#failed', 'fail']];
    case 'waitFor':
      return [
        [directive.state, 'wait'],
        ...(directive.timeoutMs === null ? [] : [[directive.onTimeout ?? '#failed', 'timeout'] as const]),
      ];
    case 'continueAs':
      return [[start, 'goto']];
    case 'fanOut':
      return 'state' in directive.branch ? [[directive.branch.state, 'fan-out']] : [[directive.join, 'join']];
    default:
      return directive satisfies never;
  }
}

function returnLines(source: string): ReadonlyMap<number, number> {
  const lines = new Map<number, number>();
  source.split('\n').forEach((text, index) => {
    for (const [, id] of text.matchAll(/hit\((\d+)\)/g)) lines.set(Number(id), index + 1);
  });
  return lines;
}

/** The line of the closing brace of a method. */
function endLine(source: string, method: string): number {
  const lines = source.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`  async ${method}(`));
  return lines.findIndex((line, index) => index > start && line === '  }') + 1;
}
