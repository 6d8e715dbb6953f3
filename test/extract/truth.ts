import { compiler } from '../../runtime/extract/compiler.ts';
import * as language from '../../runtime/index.ts';
import type { Directive } from '../../runtime/language/directive.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import { readReturned } from '../../runtime/language/returned.ts';

/** What running a workflow's steps under every choice showed. */
export interface Truth {
  /** `from -> to kind :line`, as an observed step went. */
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
  const edges = new Set<string>();
  const complete = new Set<string>();
  for (const state of manifest.states) {
    const method = manifest.steps.get(state)?.method as string;
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
      const outcome = await settle(() => instance[method]?.({}, { session: {} }));
      cut ||= trace.cut;
      if (!('error' in outcome)) {
        const line = trace.last === 0 ? endLine(source, method) : (lines.get(trace.last) as number);
        for (const [to, kind] of targetsOf(readReturned(outcome.value, state, manifest), manifest.start)) {
          edges.add(`${state} -> ${to} ${kind} :${line}`);
        }
      } else if (outcome.error.message !== 'thrown') throw outcome.error;
      runs++;
    } while (advance(trace) && runs < maxRuns);
    if (!cut && runs < maxRuns) complete.add(state);
  }
  return { edges, complete };
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

function targetsOf(directive: Directive, start: string): readonly (readonly [string, string])[] {
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
        ...(directive.onTimeout === null ? [] : [[directive.onTimeout, 'timeout'] as const]),
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
