import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runPath } from '../recording/openRunFile.ts';
import { isRunId } from '../recording/runId.ts';
import { type Arguments, single } from './arguments.ts';
import { CliError } from './cliError.ts';

/**
 * The folder of recordings that an option names, or the default: `.backstep/runs` of this folder, or, within a
 * repository, of the nearest one above that has it.
 */
export function recordingsFolder(given: Arguments, option = 'dir'): string {
  const named = single(given, option);
  if (named !== null) return resolve(named);
  for (let at = process.cwd(), passed: string[] = []; ; at = dirname(at)) {
    passed.push(join(at, '.backstep', 'runs'));
    if (existsSync(join(at, '.git')))
      return passed.find((folder) => existsSync(folder)) ?? (passed[0] as string);
    if (dirname(at) === at) return passed[0] as string;
  }
}

/**
 * The recording of a RUN on the command line, which is a file, or an id in the folder of `--dir`.
 *
 * @throws CliError `unknown-run`
 */
export function recordingOf(given: Arguments, position = 0): string {
  const run = given.positional[position] as string;
  if (existsSync(run)) return resolve(run);
  const dir = recordingsFolder(given);
  const found = isRunId(run) ? runPath(dir, run) : null;
  if (found) return found;
  throw new CliError(
    'unknown-run',
    `There is no file "${run}" and no run of this id in ${dir}. "backstep runs" lists those there are.`,
  );
}
