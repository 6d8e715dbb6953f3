import { createContext, Script } from 'node:vm';
import type { Json } from '../language/json.ts';
import { DapError } from './dapError.ts';

/** What an expression may name. Values are committed JSON or a membrane over it, so nothing recorded can change. */
export type Names = { readonly [name: string]: unknown };

/** Longer than this is an endless expression. */
const timeoutMs = 200;

/**
 * The value of a JavaScript expression that a person typed, over the values of a frame.
 *
 * @throws DapError `bad-expression`
 */
export function evaluateExpression(expression: string, names: Names): unknown {
  try {
    // Parentheses make `{ a: 1 }` an object and not a block; what is no expression runs as statements.
    return run(compile(`(${expression}\n)`) ?? compile(expression, true), names);
  } catch (error) {
    if (error instanceof DapError) throw error;
    const message =
      typeof error === 'object' && error !== null && 'message' in error
        ? String(error.message)
        : String(error);
    throw new DapError('bad-expression', message);
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

function compile(source: string): Script | null;
function compile(source: string, last: true): Script;
function compile(source: string, last?: true): Script | null {
  try {
    return new Script(source, { filename: 'expression' });
  } catch (error) {
    if (last) throw error;
    return null;
  }
}

function run(script: Script, names: Names): unknown {
  const context = createContext({ ...names }, { codeGeneration: { strings: false, wasm: false } });
  return script.runInContext(context, { timeout: timeoutMs });
}
