import { spawnSync } from 'node:child_process';
import { distFile } from '../dist.ts';
import { DapError } from './dapError.ts';
import type { Names, Refusals, Result } from './expressionRealm.ts';
import { type Packed, unpacked } from './packedValue.ts';

/** What the process of `expressionProcess.ts` is given on its standard input. */
export interface Apart {
  readonly text: string;
  /** `{}` for a name that stands for nothing. */
  readonly names: { readonly [name: string]: { readonly value?: unknown } };
  readonly refusals: Refusals;
}

/** What came of a part of an expression. */
export type Outcome<T> =
  | { readonly type: 'value'; readonly value: T }
  | { readonly type: 'mistake'; readonly message: string }
  | { readonly type: 'endless' };

/** What that process says on its standard output. */
export interface Told {
  readonly isTrue: Outcome<boolean>;
  readonly value: Outcome<Packed>;
  /** Names that were written to. */
  readonly left: { readonly [name: string]: Outcome<Packed> };
}

/** Longer than this is an endless expression. */
export const timeoutMs = 1500;
/** A function of the language's own cannot be ended by its time, but its process can, which needs a while to begin. */
const patienceMs = timeoutMs + 1000;
const mostMegabytes = 256;
const mostOutput = 64 * 1024 * 1024;

/** An expression that was ended: trying it again would cost the same time for the same answer. */
export class EndedExpression extends DapError {}

function endless(limitMs: number): EndedExpression {
  return new EndedExpression('bad-expression', `It did not end within ${limitMs} ms.`);
}

function tooLarge(): EndedExpression {
  return new EndedExpression(
    'expression-memory',
    `It was ended, since it takes more than ${mostMegabytes} MB: let it look at a part, as with slice().`,
  );
}

/**
 * Runs an expression in a process of its own, which ends with it. That takes tens of milliseconds, and whatever it does
 * there does no harm.
 *
 * @throws DapError `bad-expression`, `expression-memory`, as the result does
 */
export function runApart(text: string, names: Names, refusals: Refusals): Result {
  const named = Object.keys(names).filter((name) => text.includes(name));
  const input: Apart = {
    text,
    names: Object.fromEntries(named.map((name) => [name, { value: names[name] }])),
    refusals,
  };
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout, stderr, signal, error } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${mostMegabytes}`, distFile('expression.js')],
    {
      input: JSON.stringify(input),
      encoding: 'utf8',
      timeout: patienceMs,
      killSignal: 'SIGKILL',
      maxBuffer: mostOutput,
      windowsHide: true,
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    },
  );
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ETIMEDOUT') throw endless(patienceMs);
  // V8 ends a process that has no memory left, by a signal or, where there are none, with a word about it.
  if (code === 'ENOBUFS' || signal !== null || /\bfatal\b/i.test(stderr)) throw tooLarge();
  const told = read(stdout);
  if (told === null) {
    throw new DapError('bad-expression', `No process could run it: ${error?.message ?? stderr.trim()}`);
  }
  return {
    isTrue: opened(told.isTrue),
    value: (odd) => unpacked(opened(told.value), odd),
    left: (name, odd) => {
      const left = told.left[name];
      return left === undefined ? names[name] : unpacked(opened(left), odd);
    },
  };
}

function read(output: string): Told | null {
  try {
    return JSON.parse(output) as Told;
  } catch {
    return null;
  }
}

function opened<T>(outcome: Outcome<T>): T {
  switch (outcome.type) {
    case 'value':
      return outcome.value;
    case 'mistake':
      throw new DapError('bad-expression', outcome.message);
    case 'endless':
      throw endless(timeoutMs);
    default:
      return outcome satisfies never;
  }
}
