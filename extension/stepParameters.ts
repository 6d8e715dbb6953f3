import { closingBracket, onlyCode } from './codeText.ts';

/**
 * The parameters of a new step: data of which nothing is known, and the context as a neighbour declares it, so that what
 * the neighbour has is at hand. Null where the neighbour takes no context.
 *
 * @param step - the neighbour's text, from its decorator on
 */
export function parametersLike(step: string, handler: string): string | null {
  const code = onlyCode(step);
  // A method may be named by any text: @step('A') 'a(b'() {}.
  const name = handler.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const head = new RegExp(`(?<![.\\w$])${name}\\s*(?:<[^>]*>)?\\s*\\(`).exec(code);
  if (head === null) return null;
  const open = head.index + head[0].length - 1;
  const close = closingBracket(code, open);
  if (close === -1) return null;
  const [comma, end = close] = topLevel(code, ',', open + 1, close);
  if (comma === undefined || comma + 1 >= end) return null;
  const [colon] = topLevel(code, ':', comma + 1, end);
  const piece = (from: number, to: number): string => step.slice(from, to).trim().replace(/\s+/g, ' ');
  const pattern = piece(comma + 1, colon ?? end);
  if (pattern === '') return null;
  // Of what the neighbour takes out of the context only the session is of use to every step.
  const taken = /\bsession\b/.test(pattern) && pattern.startsWith('{') ? '{ session }' : pattern;
  return colon === undefined ? `_, ${taken}` : `_: unknown, ${taken}: ${piece(colon + 1, end)}`;
}

/** Where a character stands between two offsets outside of all brackets, those of type arguments among them. */
function topLevel(code: string, char: string, from: number, to: number): readonly number[] {
  const found: number[] = [];
  let depth = 0;
  for (let at = from; at < to; at++) {
    const here = code.charAt(at);
    if ('([{<'.includes(here)) depth++;
    else if (')]}'.includes(here) || (here === '>' && code.charAt(at - 1) !== '=')) depth--;
    else if (here === char && depth === 0) found.push(at);
  }
  return found;
}
