/** Parses JSON as tsconfig files have it: with comments, trailing commas and a byte order mark. Throws `SyntaxError`. */
export function parseJsonc(text: string): unknown {
  return JSON.parse(plainJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text));
}

/** Comments become spaces of the same shape, so that the position in a `SyntaxError` is that of the original. */
function plainJson(text: string): string {
  const tokens = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  const withoutComments = text.replace(tokens, (token) =>
    token.startsWith('"') ? token : token.replace(/[^\n]/g, ' '),
  );
  const commas = /"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])/g;
  return withoutComments.replace(commas, (token) => (token === ',' ? ' ' : token));
}
