import { visible } from '../label.ts';
import { t } from '../text.ts';
import { counted } from '../words.ts';

/** A long text with its lines kept and everything else that is invisible made visible. */
export function legible(text: string): string {
  return text.replace(/[^\n\t]+/g, (part) => visible(part, Number.POSITIVE_INFINITY));
}

/** Milliseconds as a person says them. */
export function duration(ms: number): string {
  if (ms > 0 && ms < 0.05) return '<0.1 ms';
  if (ms < 10) return t('{0} ms', ms.toFixed(1));
  if (ms < 1_000) return t('{0} ms', Math.round(ms));
  if (ms < 60_000) return t('{0} s', (ms / 1_000).toFixed(1));
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return t('{0} min', minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? t('{0} h', hours) : t('{0} days', Math.round(hours / 24));
}

/** Characters as a size. */
export function size(characters: number): string {
  if (characters < 1_000) return counted(characters, 'character');
  if (characters < 1_000_000) return `${(characters / 1_000).toFixed(1)} KB`;
  return `${(characters / 1_000_000).toFixed(1)} MB`;
}

/** A state, or an end of the run in words. */
export function stateName(state: string): string {
  if (state === '#done') return t('done');
  if (state === '#failed') return t('failed');
  if (state === '#waiting') return t('waiting');
  return visible(state, 200);
}
