import type { Path } from '../language/json.ts';

/** A path into one of the values that a frame shows: `session.user["first name"][0]`. */
export interface PathExpression {
  readonly root: string;
  readonly path: Path;
}

/** The expression that names a value. */
export function expressionOf(root: string, path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return identifier.test(key) ? `${text}.${key}` : `${text}[${JSON.stringify(key)}]`;
  }, root);
}

/** Reads such an expression; null for any other text. */
export function readPath(text: string): PathExpression | null {
  const [first, ...rest] = [...text.trim().matchAll(part)];
  if (first === undefined || first[1] === undefined) return null;
  const path: (string | number)[] = [];
  let end = first[0].length;
  for (const match of rest) {
    if (match.index !== end) return null;
    end += match[0].length;
    const [, , member, index, double, single] = match;
    if (member !== undefined) path.push(member);
    else if (index !== undefined) path.push(Number(index));
    else if (double !== undefined) path.push(JSON.parse(double) as string);
    else if (single !== undefined) path.push(single.replace(/\\(.)/g, '$1'));
    else return null;
  }
  return first.index === 0 && end === text.trim().length ? { root: first[1], path } : null;
}

/**
 * The path of the session that an expression names. What stands under “Last change” is named by such an expression, so
 * `change["session.answer"]` is one too.
 */
export function sessionPath(text: string): Path | null {
  const read = readPath(text);
  if (read?.root === 'session') return read.path;
  const [changed] = read?.root === 'change' ? read.path : [];
  return typeof changed === 'string' ? sessionPath(changed) : null;
}

const identifier = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/** A root, a member, or a key in brackets. */
const part =
  /^([\p{L}_$][\p{L}\p{N}_$]*)|\.([\p{L}_$][\p{L}\p{N}_$]*)|\[(?:(\d+)|("(?:[^"\\]|\\.)*")|'((?:[^'\\]|\\.)*)')\]/gu;
