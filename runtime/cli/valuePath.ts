import { memberName } from '../language/boundary.ts';
import type { Json, Path } from '../language/json.ts';
import { CliError } from './cliError.ts';

/**
 * Reads a path as a person writes it: `answer`, `messages[0].text`, `messages.0.text`, `headers["x-id"]`. Numbers are
 * indices where the value has a list there.
 *
 * @throws CliError `usage`, `no-such-path`
 */
export function readPath(text: string, root: Json): Path {
  const parts = text.match(/\[\d+\]|\["(?:[^"\\]|\\.)*"\]|\.?[^.[\]]+/g) ?? [];
  if (text === '' || parts.join('') !== text) {
    throw new CliError('usage', `"${text}" is no path: write it like answer, or messages[0].text.`);
  }
  const path: (string | number)[] = [];
  let at: unknown = root;
  for (const part of parts) {
    const key = part.startsWith('[') ? String(JSON.parse(part.slice(1, -1))) : part.replace(/^\./, '');
    path.push(Array.isArray(at) && /^\d+$/.test(key) ? Number(key) : key);
    if (Array.isArray(at) && Number(key) > at.length) {
      throw new CliError(
        'no-such-path',
        `"${text}": the list has ${at.length} items, and none can be left out.`,
      );
    }
    at = typeof at === 'object' && at !== null ? (at as { [key: string]: unknown })[key] : undefined;
  }
  return path;
}

/** A path as a person writes it. */
export function pathText(path: Path): string {
  const [first = '', ...rest] = path;
  return rest.reduce<string>((text, key) => memberName(text, String(key)), String(first));
}
