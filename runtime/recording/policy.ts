import { BackstepError } from '../language/backstepError.ts';
import type { Retention } from './pruneRuns.ts';

/** What of a run is never written, and for how long runs are kept. */
export interface RecordingPolicy {
  /** Key names and dotted paths, as `redactionOf` takes them. */
  readonly redact: readonly string[];
  readonly keep: Retention;
}

type Environment = { readonly [name: string]: string | undefined };

/**
 * The policy of the environment: `BACKSTEP_REDACT` (rules with commas between them), `BACKSTEP_KEEP_RUNS` and
 * `BACKSTEP_KEEP_DAYS`. Without them all is written, and kept.
 *
 * @throws BackstepError `bad-setting`
 */
export function policyFrom(environment: Environment): RecordingPolicy {
  const redact = (environment['BACKSTEP_REDACT'] ?? '').split(',').map((rule) => rule.trim());
  return {
    redact: redact.filter((rule) => rule !== ''),
    keep: { runs: count(environment, 'BACKSTEP_KEEP_RUNS'), days: count(environment, 'BACKSTEP_KEEP_DAYS') },
  };
}

function count(environment: Environment, name: string): number | null {
  const text = environment[name]?.trim() ?? '';
  if (text === '') return null;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new BackstepError('bad-setting', `${name} is "${text}": give a whole number from 1, or unset it.`);
}
