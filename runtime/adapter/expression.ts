import type { Json } from '../language/json.ts';
import { DapError } from './dapError.ts';
import { runApart } from './expressionApart.ts';
import { compile, mustCompile } from './expressionCode.ts';
import {
  type Bounds,
  BoundsExceeded,
  type Code,
  createRealm,
  type Names,
  type Odd,
  type Realm,
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

/** Far more than an ordinary expression takes, and too little to harm the adapter. */
const bounds: Bounds = { timeMs: 400, items: 1_000_000 };

function evaluation(expression: string): (names: Names, refusals: Refusals) => Result {
  let code: Code | null = null;
  let realm: Realm | null = null;
  /** What went beyond its bounds once most likely does so again. */
  let isHeavy = false;
  return (names, refusals) => {
    code ??= mustCompile(expression);
    const compiled = code;
    let aside: Result | null = null;
    function apart(): Result {
      aside ??= runApart(compiled.text, names, refusals);
      return aside;
    }
    function orApart<T>(here: () => T, there: (result: Result) => T): T {
      try {
        return here();
      } catch (error) {
        if (!(error instanceof BoundsExceeded)) throw error;
        isHeavy = true;
        realm = null;
        return there(apart());
      }
    }
    function run(): Result {
      realm ??= createRealm(bounds);
      const result = realm.run(compiled, names, refusals);
      return {
        isTrue: result.isTrue,
        value: (odd) =>
          orApart(
            () => result.value(odd),
            (other) => other.value(odd),
          ),
        left: (name, odd) =>
          orApart(
            () => result.left(name, odd),
            (other) => other.left(name, odd),
          ),
      };
    }
    return isHeavy ? apart() : orApart(run, (other) => other);
  };
}
