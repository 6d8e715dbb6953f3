import { inspect } from 'node:util';
import type { Json } from '../language/json.ts';
import type { Divergence } from '../recording/divergence.ts';
import { pathText } from './valuePath.ts';

/** A divergence as `--json` prints it: the frame, the path in it, and the values there, absent where a run has none. */
export function divergenceDocument({ k, path, a, b }: Divergence) {
  return { frame: k, path: pathText(path), a, b };
}

/** The values at a divergence for people, a line each. */
export function valueLines({ a, b }: Divergence, names: readonly [string, string], colors: boolean): string {
  const width = Math.max(...names.map((name) => name.length));
  return [a, b]
    .map((value, side) => `  ${(names[side] as string).padEnd(width)}  ${valueText(value, colors)}\n`)
    .join('');
}

function valueText(value: Json | undefined, colors: boolean): string {
  if (value === undefined) return 'nothing';
  return inspect(value, {
    depth: 4,
    colors,
    breakLength: Infinity,
    maxStringLength: 400,
    maxArrayLength: 20,
  });
}
