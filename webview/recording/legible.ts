import { visible } from '../label.ts';

/** A long text with its lines kept and everything else that is invisible made visible. */
export function legible(text: string): string {
  return text.replace(/[^\n\t]+/g, (part) => visible(part, Number.POSITIVE_INFINITY));
}

/** `1 step`, `8 steps`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`;
}

/** Milliseconds as a person says them. */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** Characters as a size. */
export function size(characters: number): string {
  if (characters < 1_000) return counted(characters, 'character');
  if (characters < 1_000_000) return `${(characters / 1_000).toFixed(1)} KB`;
  return `${(characters / 1_000_000).toFixed(1)} MB`;
}

/** A state, or an end of the run in words. */
export function stateName(state: string): string {
  if (state === '#done') return 'done';
  if (state === '#failed') return 'failed';
  if (state === '#waiting') return 'waiting';
  return visible(state, 200);
}
