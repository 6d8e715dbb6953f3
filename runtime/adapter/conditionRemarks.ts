import { runInNewContext } from 'node:vm';
import { isJsonObject, type Json } from '../language/json.ts';
import { nearest } from '../language/nearest.ts';
import type { ValueType } from '../model/valueType.ts';
import { expressionOf } from './pathExpression.ts';

/** What there is for a condition to name, as far as it is known before the run goes on. */
export interface Nameable {
  readonly names: readonly string[];
  readonly states: readonly string[];
  /** The session as it stands, the members of it that steps write, and its type; null where the code names none. */
  readonly session: Json;
  readonly written: readonly string[];
  readonly type: ValueType | null;
}

/**
 * What a person should know of a condition that names what there is not: most often a slip of the pen, after which the
 * breakpoint would never stop, and say nothing. It may come to be right all the same.
 */
export async function conditionRemarks(condition: string, known: Nameable): Promise<readonly string[]> {
  // It brings the compiler, so it is loaded late.
  const { mentionedIn } = await import('../extract/mentioned.ts');
  const { paths, compared } = mentionedIn(condition);
  const remarks = [
    ...paths.map(([name = '', ...members]) =>
      name === 'session' ? unknownMember(members, known) : unknownName(name, known),
    ),
    ...compared.map(({ name, text }) => (stateNames.includes(name) ? unknownState(text, known) : null)),
  ];
  return [...new Set(remarks.filter((remark) => remark !== null))];
}

const stateNames: readonly string[] = ['state', 'from', 'to'];

const globals: ReadonlySet<string> = new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)'));

function unknownName(name: string, { names, session }: Nameable): string | null {
  if (names.length === 0 || names.includes(name) || globals.has(name)) return null;
  const members = isJsonObject(session) ? Object.keys(session) : [];
  const meant = nearest(name, [...names, ...members]);
  const hint =
    meant === null
      ? `There are ${names.join(', ')}.`
      : `Did you mean ${names.includes(meant) ? meant : expressionOf('session', [meant])}?`;
  return `A condition knows no ${name}. ${hint}`;
}

function unknownMember(path: readonly string[], { session, written, type }: Nameable): string | null {
  let at: Json | undefined = session;
  let of: ValueType | null = type;
  for (const [depth, key] of path.entries()) {
    if (key in Object.prototype) return null;
    const own: readonly string[] = isJsonObject(at) ? Object.keys(at) : [];
    const typed = of?.type === 'object' && of.rest === null ? Object.keys(of.members) : null;
    // Without a type, only the members of the session itself are known well enough.
    if (typed === null && (depth > 0 || own.length === 0)) return null;
    const known: readonly string[] = [...own, ...(typed ?? written)];
    if (!known.includes(key)) return unlike(path.slice(0, depth), key, known, typed !== null);
    at = isJsonObject(at) ? at[key] : undefined;
    of = of?.type === 'object' ? (of.members[key]?.value ?? null) : null;
  }
  return null;
}

function unlike(
  owner: readonly string[],
  key: string,
  known: readonly string[],
  isTyped: boolean,
): string | null {
  const meant = nearest(key, known);
  if (meant === null && !isTyped) return null;
  const name = expressionOf('session', [...owner, key]);
  const why = isTyped ? `${name} is in none of the workflow's types.` : `There is no ${name} so far.`;
  return meant === null ? why : `${why} Did you mean ${expressionOf('session', [...owner, meant])}?`;
}

function unknownState(text: string, { states }: Nameable): string | null {
  const known = [...states, '#done', '#failed', '#waiting'];
  if (states.length === 0 || known.includes(text)) return null;
  const meant = nearest(text, known);
  const hint = meant === null ? `The states are ${states.join(', ')}.` : `Did you mean ${meant}?`;
  return `No state "${text}". ${hint}`;
}
