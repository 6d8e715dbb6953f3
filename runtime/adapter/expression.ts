import { Script } from 'node:vm';
import type { Json } from '../language/json.ts';
import { DapError } from './dapError.ts';
import {
  type Code,
  createRealm,
  type Names,
  type Odd,
  type Refusals,
  type Result,
} from './expressionRealm.ts';
import { lookalike } from './lookalike.ts';

/** An expression that is asked at many frames. Its calls throw `bad-expression`. */
export interface Prepared {
  value(names: Names): unknown;
  isTrue(names: Names): boolean;
}

/**
 * The value of a JavaScript expression that a person typed, over the values of a frame. What in it is no JSON is given
 * as it prints.
 *
 * @throws DapError `bad-expression`
 */
export function evaluateExpression(expression: string, names: Names): unknown {
  return prepareExpression(expression).value(names);
}

/** It is compiled the first time, in a realm that it keeps: making one costs more than most expressions do. */
export function prepareExpression(expression: string): Prepared {
  const evaluate = evaluation(expression);
  return {
    value: (names) => evaluate(names, {}).value(printed),
    isTrue: (names) => evaluate(names, {}).isTrue,
  };
}

/**
 * The same, of an expression that may change what some names stand for.
 *
 * @param refusals why what such a name stands for takes no writes; null where it takes them
 * @returns the value, and what those names stand for now: the very same value where nothing was written
 * @throws DapError `bad-expression`
 */
export function evaluateChange(
  expression: string,
  names: Names,
  refusals: Refusals,
): { readonly value: unknown; readonly left: { readonly [name: string]: unknown } } {
  const result = evaluation(expression)(names, refusals);
  const value = result.value(printed);
  const written = Object.keys(refusals).filter((name) => refusals[name] === null);
  return { value, left: Object.fromEntries(written.map((name) => [name, result.left(name, lookalike)])) };
}

/** Why a text is no expression; null when it is one. Nothing is run. */
export function syntaxMistake(expression: string): string | null {
  try {
    compile(expression);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * A value that a person typed into a field: JSON, or an expression over the values of the frame. What is no JSON in it
 * is left for `toJson` to refuse.
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
    return evaluation(text)(names, {}).value(lookalike);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DapError(
      'bad-expression',
      `${text} is neither JSON nor an expression (${reason}). Put a text in quotes.`,
    );
  }
}

const printed: Odd = (_kind, text) => text;

function evaluation(expression: string): (names: Names, refusals: Refusals) => Result {
  let prepared: { readonly code: Code; readonly realm: ReturnType<typeof createRealm> } | null = null;
  return (names, refusals) => {
    prepared ??= { code: mustCompile(expression), realm: createRealm() };
    return prepared.realm.run(prepared.code, names, refusals);
  };
}

/** @throws DapError `bad-expression` */
function mustCompile(text: string): Code {
  try {
    return compile(text);
  } catch (error) {
    throw new DapError('bad-expression', error instanceof Error ? error.message : String(error));
  }
}

/**
 * Parentheses make `{ a: 1 }` an object and not a block; what is no expression runs as statements.
 *
 * @throws SyntaxError
 */
function compile(text: string): Code {
  if (imports.test(text)) throw new SyntaxError('An expression cannot import anything');
  try {
    return { text, script: script(`(${text}\n)`) };
  } catch {
    return { text, script: script(`{${text}\n}`) };
  }
}

/** What `import()` gives, or rejects with, is of this realm. The keyword may be followed by a comment. */
const imports = /\bimport\s*(?:\(|\/[*/]|<!--|-->|\.\s*(?:defer|source|\/))/;

function script(source: string): Script {
  return new Script(`'use strict';${source}`, { filename: 'expression' });
}
