import { readArguments } from './arguments.ts';
import { printJson } from './output.ts';
import { createProgress } from './progress.ts';
import { quietConsole } from './quietConsole.ts';
import { recordingOf } from './recordings.ts';
import { readRunOptions, runFlags, runUsage, runValues } from './runOptions.ts';
import { type EndedRun, findTakenUp, takeUp } from './takeUp.ts';

const usage = `backstep resume RUN [--calls [SERVICE=]reuse|live]... [--file FILE] [--dir DIR] ${runUsage}`;

/**
 * Takes a run that was interrupted, was stopped, or waits to its end: what had finished does not run again, what was in
 * flight does. True when the run is done.
 */
export async function resume(words: readonly string[]): Promise<boolean> {
  const given = readArguments(words, {
    values: ['calls', 'file', 'dir', ...runValues],
    flags: runFlags,
    positional: [1, 1],
    usage,
  });
  const options = readRunOptions(given);
  if (options.asJson) quietConsole();
  const file = recordingOf(given);
  const { header, ended } = await findTakenUp(file);
  if (ended) return tellEnded(ended, options.asJson);
  return takeUp(file, header, given, options);
}

function tellEnded({ result, place, workflow, path }: EndedRun, asJson: boolean): boolean {
  const { run, status } = result;
  const hint = status === 'failed' ? ` To run on from an earlier step: backstep fork ${run} --at K.` : '';
  process.stderr.write(`The run ${run} has ended.${hint}\n`);
  if (asJson) printJson(result);
  else createProgress(process.stdout, workflow, run).end(result, place, path);
  return status === 'done';
}
