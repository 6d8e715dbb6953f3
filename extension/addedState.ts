import { closingBracket, indentAt, onlyCode } from './codeText.ts';
import type { Insertion } from './stepSkeleton.ts';

/** The one state in a piece of code that is none of the workflow's, as its problem names it. */
export interface UnknownState {
  readonly state: string;
  /** What it is a member of; null for a string. */
  readonly owner: string | null;
  /** Offset of the owner in the piece; of the string where there is none. */
  readonly offset: number;
}

/** Finds the state that a problem is about; several may be wrong in one return, of which the message names one. */
export function unknownState(piece: string, message: string, states: readonly string[]): UnknownState | null {
  const members = [
    ...onlyCode(piece).matchAll(/([\p{ID_Start}$_][\w$]*)\.([\p{ID_Start}$_][\w$]*)(?!\s*\()/gu),
  ].map(({ index, 1: owner = '', 2: state = '' }) => ({
    state,
    owner,
    offset: index,
    written: `${owner}.${state}`,
  }));
  const strings = [...piece.matchAll(/(['"`])([^'"`\n]+)\1/g)].map(({ index, 2: state = '' }) => ({
    state,
    owner: null,
    offset: index,
    written: `"${state}"`,
  }));
  const found = [...members, ...strings].find(
    ({ state, written }) => !states.includes(state) && message.includes(` ${written},`),
  );
  return found === undefined ? null : { state: found.state, owner: found.owner, offset: found.offset };
}

/**
 * Adds a member to the enum, the const object or the array literal that opens at an offset of the text, written as
 * the members before it are.
 */
export function addedState(text: string, open: number, state: string): readonly Insertion[] | null {
  const code = onlyCode(text);
  const close = closingBracket(code, open);
  if (close === -1) return null;
  const inner = code.slice(open + 1, close);
  const last = inner.trimEnd();
  const before = text.slice(open + 1, close);
  const member = memberLike(before, code.charAt(open), /\benum\b[^{]*$/.test(code.slice(0, open)), state);
  if (!inner.includes('\n')) {
    const pad = last === '' ? (inner === '' ? ' ' : '') : ' ';
    const comma = last === '' || last.endsWith(',') ? '' : ',';
    const tail = last === '' && code.charAt(open) === '{' ? ' ' : '';
    const lead = code.charAt(open) === '[' && last === '' ? '' : pad;
    return [{ offset: open + 1 + last.length, text: `${comma}${lead}${member}${tail}` }];
  }
  // A comment may follow the last member on its line: the comma goes before it, the new member below it.
  const lineBreak = text.lastIndexOf('\n', close);
  const lineOfClose = text.charAt(lineBreak - 1) === '\r' ? lineBreak - 1 : lineBreak;
  const indent = last === '' ? `${indentAt(text, close)}  ` : indentAt(text, open + last.length);
  const line = { offset: lineOfClose, text: `\n${indent}${member},` };
  return last === '' || last.endsWith(',') ? [line] : [{ offset: open + 1 + last.length, text: ',' }, line];
}

/** Where the braces or brackets open that declare states under a name; null when the text has no such declaration. */
export function declarationOf(text: string, name: string): number | null {
  const escaped = name.replaceAll('$', '\\$');
  const code = onlyCode(text);
  const found =
    new RegExp(`\\benum\\s+${escaped}\\s*\\{`).exec(code) ??
    new RegExp(`\\b(?:const|let|var)\\s+${escaped}\\s*(?::[^=]+)?=\\s*(?:Object\\.freeze\\(\\s*)?[{[]`).exec(
      code,
    );
  return found === null ? null : found.index + found[0].length - 1;
}

/** Where the list opens that a workflow's options give as `states`; its name where it has one. */
export function statesOption(
  text: string,
  from: number,
): { readonly name: string } | { readonly open: number } | null {
  const pattern = /\bstates\s*:\s*(?:([\p{ID_Start}$_][\w$]*)|[{[])/gu;
  pattern.lastIndex = from;
  const found = pattern.exec(onlyCode(text));
  if (found === null) return null;
  return found[1] === undefined ? { open: found.index + found[0].length - 1 } : { name: found[1] };
}

function memberLike(before: string, bracket: string, isEnum: boolean, state: string): string {
  const quote = /(['"`])[^'"`\n]*\1(?![\s\S]*['"`])/.exec(before)?.[1] ?? "'";
  if (bracket === '[') return `${quote}${state}${quote}`;
  const valued = [...before.matchAll(/([\p{ID_Start}$_][\w$]*)\s*[=:]\s*(['"`])([^'"`\n]*)\2/gu)].at(-1);
  const assign = isEnum ? ' = ' : ': ';
  if (valued === undefined) {
    const numbers = [...before.matchAll(/[=:]\s*(\d+)/g)].map(([, digits]) => Number(digits));
    if (isEnum) return state;
    return `${state}: ${numbers.length === 0 ? `${quote}${state}${quote}` : Math.max(...numbers) + 1}`;
  }
  const [, name = '', , value = ''] = valued;
  return `${state}${assign}${quote}${valueLike(name, value, state)}${quote}`;
}

/** The value of a state as the others have theirs: `NEEDS_REVIEW` may be `needs-review`. */
function valueLike(name: string, value: string, state: string): string {
  const manners: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => text.toLowerCase(),
    (text) => text.toUpperCase(),
    (text) => text.toLowerCase().replaceAll('_', '-'),
    (text) => text.replace(/[a-z](?=[A-Z])/g, '$&-').toLowerCase(),
    (text) => text.charAt(0).toLowerCase() + text.slice(1),
  ];
  return (manners.find((manner) => manner(name) === value) ?? ((text) => text))(state);
}
