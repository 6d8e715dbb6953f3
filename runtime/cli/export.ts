import { resolve } from 'node:path';
import { exportRun } from '../recording/exportRun.ts';
import { openRun } from '../recording/reader.ts';
import { readArguments, single } from './arguments.ts';
import { recordingOf } from './recordings.ts';

/** Writes a run into one file, with what it inherits from its parents. */
export async function exportCommand(words: readonly string[]): Promise<boolean> {
  const usage =
    'backstep export RUN [--out FILE] [--dir DIR] [--json]   (FILE is RUN.sqlite in this folder unless given)';
  const given = readArguments(words, { values: ['out', 'dir'], flags: ['json'], positional: [1, 1], usage });
  const file = recordingOf(given);
  const run = await idOf(file);
  const path = resolve(single(given, 'out') ?? `${run}.sqlite`);
  await exportRun(file, path);
  process.stdout.write(given.options.has('json') ? `${JSON.stringify({ run, path })}\n` : `${path}\n`);
  return true;
}

async function idOf(file: string): Promise<string> {
  using run = await openRun(file);
  return run.header.id;
}
