import { readFileSync } from 'node:fs';
import { LoadError } from './loadError.ts';

/** A JSON file as an ES module. TypeScript lets one import its members by name as well as the whole. */
export function jsonModule(file: string): string {
  const text = readFileSync(file, 'utf8');
  const value = parse(file, text);
  const lines = [`const json = JSON.parse(${JSON.stringify(text)});`, 'export default json;'];
  const names =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  for (const [index, name] of names.entries()) {
    if (name === 'default') continue;
    lines.push(
      `const $${index} = json[${JSON.stringify(name)}];`,
      `export { $${index} as ${JSON.stringify(name)} };`,
    );
  }
  return lines.join('\n');
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LoadError('syntax-error', `${file} is not valid JSON: ${reason}`, { file, line: 1, column: 1 });
  }
}
