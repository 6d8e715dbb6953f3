import { type Clock, realClock, virtualClock } from '../engine/clock.ts';
import type { Json } from '../language/json.ts';
import type { Signal } from '../language/snapshot.ts';
import { type Arguments, count, single } from './arguments.ts';
import { CliError } from './cliError.ts';

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
  const split = text.indexOf('=');
  const name = split < 0 ? text : text.slice(0, split);
  if (name === '') {
    throw new CliError('usage', `--signal ${text}: write it as NAME=JSON, such as approved=true.`);
  }
  if (split < 0) return { name, payload: null };
  try {
    return { name, payload: JSON.parse(text.slice(split + 1)) as Json };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(
      'bad-json',
      `--signal ${text} does not give JSON: ${reason}. A text needs quotes: 'name="value"'.`,
    );
  }
}
