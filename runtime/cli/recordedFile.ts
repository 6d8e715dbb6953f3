import { existsSync } from 'node:fs';
import { BackstepError } from '../language/backstepError.ts';
import type { RunHeader } from '../model/run.ts';
import { type Arguments, single } from './arguments.ts';

/**
 * The file of a recorded run's workflow: that of an option, or the recorded one.
 *
 * @throws BackstepError `file-not-found` where the recorded one has gone and no other is named
 */
export function recordedFile(given: Arguments, { id, file }: RunHeader, option: 'file' | 'against'): string {
  const named = single(given, option);
  if (named !== null) return named;
  if (existsSync(file)) return file;
  throw new BackstepError(
    'file-not-found',
    `${id} was recorded from ${file}, which is not there: name its file with --${option} FILE.`,
  );
}
