/**
 * The text with the insides of comments, strings and templates blanked, each character in its place: what is found in
 * it is code. Regular expressions are taken for code, so a quote in one blanks the rest of its line.
 */
export function onlyCode(text: string): string {
  return text.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(['"])(?:\\[\s\S]|(?!\1)[^\\\n])*\1?|`(?:\\[\s\S]|[^\\`])*`?/g,
    (found, quote: string | undefined) => {
      if (quote === undefined && !found.startsWith('`')) return blank(found);
      return found.length < 2 ? found : `${found[0]}${blank(found.slice(1, -1))}${found.at(-1)}`;
    },
  );
}

/** Where the bracket that opens at `open` closes, in a text of code only; -1 when it does not. */
export function closingBracket(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if ('([{'.includes(code.charAt(at))) depth++;
    else if (')]}'.includes(code.charAt(at)) && --depth === 0) return at;
  }
  return -1;
}

/** Where a line begins, lines counting from 1; the end of the text for lines beyond it. */
export function startOfLine(text: string, line: number): number {
  let at = 0;
  for (let left = line - 1; left > 0; left--) {
    const end = text.indexOf('\n', at);
    if (end === -1) return text.length;
    at = end + 1;
  }
  return at;
}

/** The blanks that the line around an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[\t ]*/.exec(text.slice(start))?.[0] ?? '';
}

function blank(text: string): string {
  return text.replace(/[^\n\r]/g, ' ');
}
