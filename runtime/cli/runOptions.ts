import { type Arguments, count, namedJson, single } from './arguments.ts';
import type { Sent } from './sentSignals.ts';

/** Options of every command that takes a run further. */
export const runValues: readonly string[] = ['services', 'signal', 'max-steps'];
export const runFlags: readonly string[] = ['skip-time', 'json'];
export const runUsage = '[--services FILE] [--signal NAME=JSON]... [--max-steps N] [--skip-time] [--json]';

/** What they say. */
export interface RunOptions {
  readonly asJson: boolean;
  readonly services: string | null;
  readonly signals: readonly Sent[];
  readonly maxSteps: number | null;
  /** Waits take no time. */
  readonly skipTime: boolean;
}

/** @throws CliError `usage`, `bad-json` */
export function readRunOptions(given: Arguments): RunOptions {
  return {
    asJson: given.options.has('json'),
    services: single(given, 'services'),
    signals: (given.options.get('signal') ?? []).map(readSignal),
    maxSteps: count(given, 'max-steps', 1),
    skipTime: given.options.has('skip-time'),
  };
}

/** A name alone sends null. */
function readSignal(text: string): Sent {
  const [name, payload = null] = namedJson(text, `--signal ${text}`);
  return { name, payload };
}
