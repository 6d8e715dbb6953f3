import { legible } from '../model/legible.ts';
import { firstDivergence } from '../recording/divergence.ts';
import { openRun } from '../recording/reader.ts';
import { readArguments } from './arguments.ts';
import { counted } from './counted.ts';
import { divergenceDocument, valueLines } from './divergenceText.ts';
import { recordingOf } from './recordings.ts';
import { pathText } from './valuePath.ts';

/** Finds the first step in which two runs did something else. True when there is none. */
export async function diff(words: readonly string[]): Promise<boolean> {
  const usage = 'backstep diff RUN RUN [--dir DIR] [--json]';
  const given = readArguments(words, { values: ['dir'], flags: ['json'], positional: [2, 2], usage });
  using a = await openRun(recordingOf(given, 0));
  using b = await openRun(recordingOf(given, 1));
  const found = firstDivergence(a, b);
  if (given.options.has('json')) {
    const runs = { a: a.header.id, b: b.header.id };
    const divergence = found && divergenceDocument(found);
    process.stdout.write(`${JSON.stringify({ same: found === null, runs, divergence })}\n`);
    return found === null;
  }
  if (found === null) {
    process.stdout.write(`same: ${counted(a.head, 'step')}\n`);
    return true;
  }
  const { k, path } = found;
  const [longer] = [a, b].filter((run) => run.head >= k);
  const state = k === 0 ? 'the start' : `step ${k}, ${legible(longer?.frame(k).state ?? '')}`;
  const what = path.length === 0 ? 'only one run has it' : legible(pathText(path));
  process.stdout.write(`different at ${state}: ${what}\n`);
  process.stdout.write(valueLines(found, [a.header.id, b.header.id], process.stdout.isTTY));
  return false;
}
