import { legible } from '../model/legible.ts';

/** A name as one word of a command that a person copies into a shell: it may come from a recording of a stranger. */
export function shellWord(name: string): string {
  if (/^[A-Za-z0-9_.-]+$/.test(name)) return name;
  if (legible(name) === name) return `'${name.replaceAll("'", "'\\''")}'`;
  return `$'${Array.from(name, escaped).join('')}'`;
}

function escaped(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  if (legible(character) === character) return character;
  const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `\\U${digits.padStart(8, '0')}`;
}
