import { parsedJson, readArguments } from './arguments.ts';
import { CliError } from './cliError.ts';
import type { Outcome } from './execution.ts';
import { quietConsole } from './quietConsole.ts';
import { recordingOf } from './recordings.ts';
import { readRunOptions, runFlags, runUsage, runValues } from './runOptions.ts';
import type { RunResult } from './runResult.ts';
import { findTakenUp, takeUp } from './takeUp.ts';
import { waitText } from './waitText.ts';

const usage = `backstep signal RUN NAME [JSON] [--calls [SERVICE=]reuse|live]... [--file FILE] [--dir DIR] ${runUsage}`;

/** Takes a waiting run up with a signal for it. True when the run is done, and a wait took the signal. */
export async function signal(words: readonly string[]): Promise<boolean> {
  const given = readArguments(words, {
    values: ['calls', 'file', 'dir', ...runValues],
    flags: runFlags,
    positional: [2, 3],
    usage,
  });
  const options = readRunOptions(given);
  if (options.asJson) quietConsole();
  const [, name, text] = given.positional as [string, string, string?];
  const payload = text === undefined ? null : parsedJson(text, `The payload of ${name} is not JSON`);
  const file = recordingOf(given);
  const { header, ended } = await findTakenUp(file);
  if (ended) {
    throw new CliError(
      'run-ended',
      `The run ${ended.result.run} is ${ended.result.status} and takes no signal. To run on from an earlier step: backstep fork ${ended.result.run} --at K --signal ${name}=JSON.`,
    );
  }
  return takeUp(file, header, given, { ...options, signals: [...options.signals, { name, payload }] }, judge);
}

/** The run is as it is; that its signal went nowhere is told first. */
function judge({ result, untaken: [left] }: Outcome): RunResult {
  if (left === undefined) return result;
  const { status, waiting } = result;
  const stands = waiting === undefined ? `is ${status}` : waitText(waiting);
  const also = result.error === null ? '' : ` ${result.error.message}`;
  const message = `Nothing took the signal ${left.name}: the run ${stands}.${left.kept ? ' The next wait for it will take it.' : ''}${also}`;
  return { ...result, error: { code: 'signal-not-taken', name: 'Signal', message } };
}
