import type { Json } from '../language/json.ts';
import { legible } from '../model/legible.ts';
import type { Divergence } from '../recording/divergence.ts';
import { inspected } from './inspected.ts';
import { pathText } from './valuePath.ts';

/** A divergence as `--json` prints it: the frame, the path in it, and the values there, absent where a run has none. */
export function divergenceDocument({ k, path, a, b }: Divergence) {
  return { frame: k, path: pathText(path), a, b };
}

/** The values at a divergence for people, a line each. */
export function valueLines({ a, b }: Divergence, names: readonly [string, string], colors: boolean): string {
  const width = Math.max(...names.map((name) => name.length));
  return aroundDifference(a, b)
    .map((value, side) => `  ${legible(names[side] as string).padEnd(width)}  ${valueText(value, colors)}\n`)
    .join('');
}

/** Of two long texts, what lies around the place where they part. */
function aroundDifference(a: Json | undefined, b: Json | undefined): readonly (Json | undefined)[] {
  if (typeof a !== 'string' || typeof b !== 'string' || Math.max(a.length, b.length) <= SHOWN) return [a, b];
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const start = Math.max(0, same - BEFORE);
  return [a, b].map((text) => {
    const end = start + SHOWN;
    return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
  });
}

/** Characters of a text that differs from another, and how many of them come before the difference. */
const SHOWN = 160;
const BEFORE = 40;

function valueText(value: Json | undefined, colors: boolean): string {
  if (value === undefined) return 'nothing';
  return inspected(value, {
    depth: 4,
    colors,
    breakLength: Infinity,
    maxStringLength: 400,
    maxArrayLength: 20,
  });
}
