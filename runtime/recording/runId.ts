import { randomBytes } from 'node:crypto';
import { recordingError } from './failure.ts';

/** True for a text that may name a run: it becomes a file name, on every system, and never leaves its folder. */
export function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(value);
}

/** @throws BackstepError `bad-run-id`. */
export function checkRunId(id: string): string {
  const given: unknown = id;
  if (isRunId(given)) return given;
  throw recordingError(
    'bad-run-id',
    `"${id.slice(0, 60)}" cannot name a run: use up to 128 letters, digits, "_", "-" and ".", none of "-." first.`,
  );
}

/** A name for a run that begins now: sorts by time in a folder, and is short enough to be said aloud. */
export function newRunId(now: Date = new Date()): string {
  const time = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${time}-${randomBytes(3).toString('hex')}`;
}
