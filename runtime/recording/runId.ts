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
