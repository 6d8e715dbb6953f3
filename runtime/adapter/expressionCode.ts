import { Script } from 'node:vm';
import { DapError } from './dapError.ts';
import type { Code } from './expressionRealm.ts';

/** @throws DapError `bad-expression` */
export function mustCompile(text: string): Code {
  try {
    return compile(text);
  } catch (error) {
    throw new DapError('bad-expression', error instanceof Error ? error.message : String(error));
  }
}

/**
 * Parentheses make `{ a: 1 }` an object and not a block; what is no expression runs as statements, which have no value
 * unless one of them has.
 *
 * @throws SyntaxError
 */
export function compile(text: string): Code {
  if (imports.test(text)) throw new SyntaxError('An expression cannot import anything');
  try {
    return { text, script: script(`(${text}\n)`) };
  } catch {
    return { text, script: script(`void 0;{${text}\n}`) };
  }
}

/** What `import()` gives, or rejects with, is of this realm. The keyword may be followed by a comment. */
const imports = /\bimport\s*(?:\(|\/[*/]|<!--|-->|\.\s*(?:defer|source|\/))/;

function script(source: string): Script {
  return new Script(`'use strict';${source}`, { filename: 'expression' });
}
