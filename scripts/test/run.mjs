import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { countSecond, filesToRunAgain } from './again.mjs';
import { createOutcome } from './outcome.mjs';
import { createSummary } from './summary.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').Source} Source */
/** @typedef {{ compiled: string, sources: Source[] }} Process a compiled file, and the files of tests that it plays */

/**
 * @typedef {object} Batch
 * @property {Process[]} processes
 * @property {number} concurrency
 * @property {number} fileTimeout
 * @property {boolean} again whether a file in which something failed is run once more at the end, by itself: what is done
 * for tests that a busy machine may upset. Its processes are played one after the other.
 */

/** @typedef {{ files: string[], concurrency: number, timeout: number, outcome: Outcome }} Play a run of Node's */

/**
 * Runs batches of compiled test files beside each other, as one report with one summary, which is the last thing
 * printed. What a batch has to tell waits until those before it have told theirs.
 * @param {Batch[]} batches
 * @param {AbortSignal} signal
 * @param {() => Promise<string[]>} complaintsAtEnd asked when all tests have ended
 */
export async function runTests(batches, signal, complaintsAtEnd) {
  // Node hands its own options on to the process of each file; source maps must be on before a file is loaded.
  process.execArgv.push('--enable-source-maps');
  const reporter = new spec();
  reporter.pipe(process.stdout, { end: false });
  const summary = createSummary();

  /** @param {AsyncIterable<{ event: import('node:test/reporters').TestEvent, outcome: Outcome }>} told */
  async function report(told) {
    for await (const { event, outcome } of told) {
      summary.watch(event);
      if (outcome.notes(event)) continue;
      if (!reporter.write(event)) await once(reporter, 'drain');
    }
  }

  const plays = batches.map(playsOf);
  for (const told of plays.map((some) => begun(played(some, signal)))) await report(told);
  const outcomes = plays.flat().map(({ outcome }) => outcome);
  // Whatever else kept the machine busy has ended.
  for (const first of signal.aborted ? [] : filesToRunAgain(outcomes)) {
    const { name, compiled } = first.source;
    reporter.write({
      type: 'test:diagnostic',
      data: { nesting: 0, message: `${name} is run again, alone.` },
    });
    const outcome = createOutcome([first.source]);
    const timeout = Math.max(...batches.map(({ fileTimeout }) => fileTimeout));
    await report(played([{ files: [compiled], concurrency: 1, timeout, outcome }], signal));
    countSecond(first, outcome);
    if (outcome.failed.size === 0) summary.tellUnsteady(name, first.names);
  }
  reporter.end();
  await once(reporter, 'end');
  return summary.close(
    outcomes.map(({ totals }) => totals),
    await complaintsAtEnd(),
  );
}

/**
 * A process whose files may be run again is a run of its own, so that it is known what failed in it.
 * @param {Batch} batch
 * @returns {Play[]}
 */
function playsOf({ processes, concurrency, fileTimeout: timeout, again }) {
  if (again) {
    return processes.map(({ compiled, sources }) => ({
      files: [compiled],
      concurrency: 1,
      timeout,
      outcome: createOutcome(sources),
    }));
  }
  const files = processes.map(({ compiled }) => compiled);
  return [{ files, concurrency, timeout, outcome: createOutcome([]) }];
}

/**
 * What the tests of some runs tell, one run after the other.
 * @param {Play[]} plays
 * @param {AbortSignal} signal
 */
async function* played(plays, signal) {
  for (const { outcome, ...options } of plays) {
    if (signal.aborted) return;
    for await (const event of run({ ...options, signal })) yield { event, outcome };
  }
}

/**
 * Has something told from now on, whenever it is listened to.
 * @template T
 * @param {AsyncIterable<T>} told
 * @returns {AsyncIterable<T>}
 */
function begun(told) {
  const kept = new PassThrough({ objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER });
  Readable.from(told)
    .on('error', (error) => kept.destroy(error))
    .pipe(kept);
  return kept;
}
