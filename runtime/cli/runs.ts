import { statSync } from 'node:fs';
import { legibleLines } from '../model/legible.ts';
import { moment } from '../model/moment.ts';
import { listRuns } from '../recording/listRuns.ts';
import { readArguments } from './arguments.ts';
import { CliError } from './cliError.ts';
import { counted } from './counted.ts';
import { recordingsFolder } from './recordings.ts';
import { table } from './table.ts';

/** Lists the recorded runs of a folder, newest first. */
export async function runs(words: readonly string[]): Promise<boolean> {
  const usage = 'backstep runs [--dir DIR] [--json]';
  const given = readArguments(words, { values: ['dir'], flags: ['json'], positional: [0, 0], usage });
  const dir = recordingsFolder(given);
  if (statSync(dir, { throwIfNoEntry: false })?.isFile())
    throw new CliError('usage', `--dir "${dir}" is a file: give the folder that the recordings are in.`);
  const listed = await listRuns(dir);
  if (given.options.has('json')) {
    process.stdout.write(`${JSON.stringify({ runs: listed.runs, unreadable: listed.unreadable })}\n`);
    return true;
  }
  if (listed.runs.length === 0)
    process.stdout.write(`No runs in ${dir}. "backstep run FILE" and F5 in VS Code record them.\n`);
  else {
    const rows = listed.runs.map((run) => [
      run.id,
      run.workflow,
      run.status,
      counted(run.steps, 'step'),
      moment(run.startedAt) ?? '',
      run.parent === null ? '' : `fork of ${run.parent}`,
    ]);
    process.stdout.write(table(rows));
    if (listed.runs.some(({ status }) => status === 'unfinished'))
      process.stdout.write('A run that is unfinished was cut off: "backstep resume RUN" takes it on.\n');
  }
  for (const { path, message } of listed.unreadable) {
    process.stderr.write(`${legibleLines(message.includes(path) ? message : `${path}: ${message}`)}\n`);
  }
  return true;
}
