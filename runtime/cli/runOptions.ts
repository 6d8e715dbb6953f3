import { type Clock, realClock, virtualClock } from '../engine/clock.ts';
import type { Signal } from '../language/snapshot.ts';
import { type Arguments, count, namedJson, single } from './arguments.ts';

/** Options of every command that takes a run further. */
export const runValues: readonly string[] = ['services', 'signal', 'max-steps'];
export const runFlags: readonly string[] = ['skip-time', 'json'];
export const runUsage = '[--services FILE] [--signal NAME=JSON]... [--max-steps N] [--skip-time] [--json]';

/** What they say. */
export interface RunOptions {
  readonly asJson: boolean;
  readonly services: string | null;
  readonly signals: readonly Omit<Signal, 'at'>[];
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

/** The clock of a run that goes on at a time of its own, and the signals as if they were sent then. */
export function timing(
  { skipTime, signals }: RunOptions,
  now: number,
): { readonly clock: Clock; readonly signals: readonly Signal[] } {
  const clock = skipTime ? virtualClock(now) : realClock;
  const at = clock.now();
  return { clock, signals: signals.map((signal) => ({ ...signal, at })) };
}

/** A name alone sends null. */
function readSignal(text: string): Omit<Signal, 'at'> {
  const [name, payload = null] = namedJson(text, `--signal ${text}`);
  return { name, payload };
}
