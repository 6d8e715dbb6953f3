import { basename, resolve } from 'node:path';
import { importRun } from '../recording/exportRun.ts';
import { readArguments } from './arguments.ts';
import { recordingsFolder } from './recordings.ts';

/** Puts an exported run into the folder of recordings. */
export async function importCommand(words: readonly string[]): Promise<boolean> {
  const usage = 'backstep import FILE [--dir DIR] [--json]';
  const given = readArguments(words, { values: ['dir'], flags: ['json'], positional: [1, 1], usage });
  const path = await importRun(resolve(given.positional[0] as string), recordingsFolder(given));
  const run = basename(path, '.sqlite');
  process.stdout.write(given.options.has('json') ? `${JSON.stringify({ run, path })}\n` : `${path}\n`);
  return true;
}
