import { BackstepError } from './backstepError.ts';

/** Milliseconds as a number, or a number with a unit: `'500ms'`, `'1s'`, `'2m'`, `'3h'`, `'30d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Further on there are times that `Date` cannot tell. */
const longestMs = 100 * 365.25 * 86_400_000;

/**
 * A duration in milliseconds.
 *
 * @throws BackstepError `bad-duration` for anything negative, longer than 100 years or of another form
 */
export function milliseconds(duration: Duration, where: string): number {
  const match = typeof duration === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) : null;
  const value = match ? Number(match[1]) * (units[match[2] as string] as number) : duration;
  if (typeof value === 'number' && value >= 0 && value <= longestMs) return value;
  throw new BackstepError(
    'bad-duration',
    `${where} is ${JSON.stringify(duration)}: give milliseconds as a number, or a number with a unit such as "500ms", "30s", "5m", "2h" or "3d", and at most 100 years. To wait without an end, leave the timeout of waitFor out.`,
  );
}
