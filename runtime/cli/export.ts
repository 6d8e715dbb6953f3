import { resolve } from 'node:path';
import { legible } from '../model/legible.ts';
import type { ExportFormat } from '../model/workerProtocol.ts';
import { exportAs } from '../recording/exportAs.ts';
import { openRun } from '../recording/reader.ts';
import { readArguments, single } from './arguments.ts';
import { CliError } from './cliError.ts';
import { recordingOf } from './recordings.ts';

const endings: Readonly<Record<ExportFormat, string>> = {
  recording: 'backstep.sqlite',
  html: 'html',
  mermaid: 'mmd',
};

/** Writes a run into one file, with what it inherits from its parents. */
export async function exportCommand(words: readonly string[]): Promise<boolean> {
  const formats = Object.keys(endings);
  const usage = `backstep export RUN [--format ${formats.join('|')}] [--out FILE] [--dir DIR] [--json]`;
  const given = readArguments(words, {
    values: ['format', 'out', 'dir'],
    flags: ['json'],
    positional: [1, 1],
    usage,
  });
  const format = single(given, 'format') ?? 'recording';
  if (!isFormat(format)) {
    throw new CliError('usage', `--format is "${format}": give one of ${formats.join(', ')}.`);
  }
  if (single(given, 'out') === '-')
    throw new CliError('usage', '--out "-": an export is a file. Give it a name.');
  const file = recordingOf(given);
  const run = await idOf(file);
  const path = resolve(single(given, 'out') ?? `${run}.${endings[format]}`);
  for (const name of await exportAs(file, path, format)) {
    process.stderr.write(`backstep: the artifact ${legible(name)} is not there, and not in the export.\n`);
  }
  process.stdout.write(given.options.has('json') ? `${JSON.stringify({ run, path })}\n` : `${path}\n`);
  return true;
}

async function idOf(file: string): Promise<string> {
  using run = await openRun(file);
  return run.header.id;
}

function isFormat(text: string): text is ExportFormat {
  return Object.hasOwn(endings, text);
}
