import { legible } from '../runtime/model/legible.ts';

/** No script stacks more marks on a letter than this; a pile of them would cover its neighbours. */
const piledMarks = /(\p{M}{4})\p{M}+/gu;

/** Untrusted text with everything invisible made visible, and at most `limit` characters long: no longer than a person reads. */
export function visible(text: string, limit = 400): string {
  // Cut before the replacement, so that its cost does not follow the length of the text.
  const cut = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  const escaped = legible(cut).replace(piledMarks, '$1');
  return escaped.length > limit * 2 ? `${escaped.slice(0, limit * 2)}…` : escaped;
}

/**
 * Shortens visible text in its middle until it measures at most `width`: names that differ only at one end stay apart.
 */
export function shorten(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const characters = Array.from(text);
  let fits = 1;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(withoutMiddle(characters, middle)) <= width) fits = middle;
    else tooLong = middle;
  }
  return withoutMiddle(characters, fits);
}

/** Good places to break a guard before, best first; a break leaves the blank behind. */
const breaks = [/\s+(?=&&|\|\||\?\?|and |or )/g, /\s+/g, /(?=[.([,])/g];

/** Breaks visible text into lines that measure at most `width`, where a reader would; the last one is cut when there is more. */
export function inLines(
  text: string,
  width: number,
  most: number,
  measure: (text: string) => number,
): string[] {
  if (text === '') return [];
  const lines: string[] = [];
  let rest = text;
  while (lines.length < most - 1 && measure(rest) > width) {
    const cut = lastBreak(rest, width, measure);
    if (cut === null) break;
    lines.push(rest.slice(0, cut.end));
    rest = rest.slice(cut.next);
  }
  lines.push(beginningOf(rest, width, measure));
  return lines;
}

/** The last break of the best kind after which the beginning fits; not right at the start, where it would gain nothing. */
function lastBreak(
  text: string,
  width: number,
  measure: (text: string) => number,
): { readonly end: number; readonly next: number } | null {
  for (const pattern of breaks) {
    let found: { readonly end: number; readonly next: number } | null = null;
    for (const match of text.matchAll(pattern)) {
      if (match.index === 0) continue;
      if (measure(text.slice(0, match.index)) > width) break;
      found = { end: match.index, next: match.index + match[0].length };
    }
    if (found && measure(text.slice(0, found.end)) > width / 4) return found;
  }
  return null;
}

/** As much of the beginning as fits; cut between letters, never inside one. */
function beginningOf(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const letters = Array.from(text);
  let fits = 0;
  let tooLong = letters.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(`${letters.slice(0, middle).join('')}…`) <= width) fits = middle;
    else tooLong = middle;
  }
  return `${letters.slice(0, fits).join('')}…`;
}

function withoutMiddle(characters: readonly string[], keep: number): string {
  const head = Math.ceil(keep * 0.65);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (keep - head)).join('')}`;
}
