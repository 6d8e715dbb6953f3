import { t } from './text.ts';

// Numbers as people read them; short, since they stand in the picture.

/** `840 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 1) return ms > 0 ? '<1 ms' : '0 ms';
  if (ms < 1000) return t('{0} ms', Math.round(ms));
  if (ms < 59_950) return `${trim((ms / 1000).toFixed(ms < 9_950 ? 1 : 0))} s`;
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const;
  const first = units.findIndex(([, size]) => ms >= size);
  const [name, size] = units[first] ?? units[3];
  const whole = Math.floor(ms / size);
  const next = units[first + 1];
  const rest = next ? Math.floor((ms - whole * size) / next[1]) : 0;
  return rest > 0 && next ? `${whole} ${name} ${rest} ${next[0]}` : `${whole} ${name}`;
}

/** `950`, `1.2k`, `34k`, `1.2M`. */
export function amount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  if (count < 999_500) return `${trim((count / 1000).toFixed(count < 9_950 ? 1 : 0))}k`;
  return `${trim((count / 1_000_000).toFixed(1))}M`;
}

/** `$0.0042`, `$1.20`. */
export function money(dollars: number): string {
  if (dollars === 0) return '$0';
  if (dollars < 0.0001) return '<$0.0001';
  return `$${dollars < 0.1 ? trim(dollars.toFixed(4)) : dollars.toFixed(2)}`;
}

/** `1,204`. */
export function grouped(whole: number): string {
  return whole.toLocaleString('en');
}

/** What is counted in the pages. */
export type Noun =
  | 'step'
  | 'run'
  | 'edit'
  | 'token'
  | 'character'
  | 'earlier value'
  | 'later value'
  | 'child workflow';

const one: Readonly<Record<Noun, string>> = {
  step: t('1 step'),
  run: t('1 run'),
  edit: t('1 edit'),
  token: t('1 token'),
  character: t('1 character'),
  'earlier value': t('1 earlier value'),
  'later value': t('1 later value'),
  'child workflow': t('1 child workflow'),
};

const several: Readonly<Record<Noun, (number: string) => string>> = {
  step: (number) => t('{0} steps', number),
  run: (number) => t('{0} runs', number),
  edit: (number) => t('{0} edits', number),
  token: (number) => t('{0} tokens', number),
  character: (number) => t('{0} characters', number),
  'earlier value': (number) => t('{0} earlier values', number),
  'later value': (number) => t('{0} later values', number),
  'child workflow': (number) => t('{0} child workflows', number),
};

/** A number of things, such as `1 step` or `1,200 steps`. */
export function counted(number: number, noun: Noun): string {
  return number === 1 ? one[noun] : several[noun](grouped(number));
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
