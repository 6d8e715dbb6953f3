import { createContext, Script } from 'node:vm';
import type { Json } from '../language/json.ts';
import { DapError } from './dapError.ts';

/** What an expression may name. Values are committed JSON or a membrane over it, so nothing recorded can change. */
export type Names = { readonly [name: string]: unknown };

/** Longer than this is an endless expression. */
const timeoutMs = 1500;

/** An expression that was ended: trying it again would cost the same time for the same answer. */
export class EndlessExpression extends DapError {
  constructor() {
    super('bad-expression', `It did not end within ${timeoutMs} ms.`);
  }
}

/** Evaluates one expression, any number of times. */
export type Evaluate = (names: Names) => unknown;

/**
 * The value of a JavaScript expression that a person typed, over the values of a frame.
 *
 * @throws DapError `bad-expression`
 */
export function evaluateExpression(expression: string, names: Names): unknown {
  return prepareExpression(expression)(names);
}

/**
 * An expression that is asked at many frames. It is compiled at the first of them, in a realm that it keeps: making one
 * costs more than most expressions do. A call throws `bad-expression`.
 */
export function prepareExpression(expression: string): Evaluate {
  let prepared: Evaluate | null = null;
  return (names) => {
    try {
      // Parentheses make `{ a: 1 }` an object and not a block; what is no expression runs as statements.
      prepared ??= prepare(
        compile(`'use strict';(${expression}\n)`) ?? mustCompile(`'use strict';${expression}`),
      );
      return prepared(names);
    } catch (error) {
      if (error instanceof DapError) throw error;
      // What is thrown there is of another realm, and no instance of the classes of this one.
      const { code, message = error } = (error ?? {}) as {
        readonly code?: unknown;
        readonly message?: unknown;
      };
      if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new EndlessExpression();
      throw new DapError('bad-expression', String(message));
    }
  };
}

/** Why a text is no expression; null when it is one. Nothing is run. */
export function syntaxMistake(expression: string): string | null {
  try {
    if (!compile(`'use strict';(${expression}\n)`)) mustCompile(`'use strict';${expression}`);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * A value that a person typed into a field: JSON, or an expression over the values of the frame.
 *
 * @throws DapError `bad-expression`
 */
export function readTypedValue(text: string, names: Names): unknown {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON; an expression may still give a value.
  }
  try {
    return evaluateExpression(text, names);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DapError(
      'bad-expression',
      `${text} is neither JSON nor an expression (${reason}). Put a text in quotes.`,
    );
  }
}

function compile(source: string): Script | null {
  try {
    return mustCompile(source);
  } catch {
    return null;
  }
}

function mustCompile(source: string): Script {
  return new Script(source, { filename: 'expression' });
}

/**
 * Copies what the expression itself made, so that its getters run within the time limit. What it was given (the values
 * of the frame) is of another realm and passes as it is. An array with gaps is no JSON, and may be one of a thousand
 * million of them, which no limit of time interrupts: it becomes its description.
 */
const copyOwn = new Script(`(function copy(value, depth) {
  if (typeof value !== 'object' || !(value instanceof Object) || depth > 50) return value;
  if (Array.isArray(value)) {
    const items = [];
    for (let i = 0; i < value.length; i++) {
      if (!(i in value)) return 'Array(' + value.length + ')';
      items.push(copy(value[i], depth + 1));
    }
    return items;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, copy(value[key], depth + 1)]));
})(result, 0)`);

function prepare(script: Script): Evaluate {
  const scope = Object.create(null) as { [name: string]: unknown };
  // Promises made here run their callbacks before the limit is over, or not at all.
  const options = {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate' as const,
  };
  const context = createContext(scope, options);
  let known: readonly string[] = [];
  return (names) => {
    const given = Object.keys(names);
    for (const name of known) if (!given.includes(name)) delete scope[name];
    for (const name of given) {
      Object.defineProperty(scope, name, {
        // Some are dear, so they are read when the expression does.
        get: () => names[name],
        set: () => {
          throw new DapError('bad-expression', `${name} itself cannot be set: set what it holds.`);
        },
        enumerable: true,
        configurable: true,
      });
    }
    known = [...given, 'result'];
    const result: unknown = script.runInContext(context, { timeout: timeoutMs });
    if (typeof result !== 'object' || result === null) return result;
    Object.defineProperty(scope, 'result', { value: result, configurable: true });
    return copyOwn.runInContext(context, { timeout: timeoutMs });
  };
}
