import { once } from 'node:events';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** @typedef {{ files: string[], concurrency: number, fileTimeout: number }} Batch */

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
  const running = batches.map(({ files, concurrency, fileTimeout }) =>
    run({ files, concurrency, timeout: fileTimeout, signal }),
  );
  for (const events of running) {
    for await (const event of events) {
      if (summary.takes(event)) continue;
      if (!reporter.write(event)) await once(reporter, 'drain');
    }
  }
  reporter.end();
  await once(reporter, 'end');
  return summary.close(await complaintsAtEnd());
}

/** Node's own closing lines, added up over the batches. */
function createSummary() {
  /** @type {Map<string, number>} */
  const totals = new Map();
  const began = performance.now();
  /** @type {string[]} */
  const complaints = [];

  return {
    /**
     * Keeps back the closing lines of a batch, and watches for files that hold no test: Node counts each as one passed.
     * @param {{ type: string, data: unknown }} event
     */
    takes({ type, data }) {
      if (type === 'test:diagnostic') {
        const { message, nesting, file } =
          /** @type {{ message: string, nesting: number, file?: string }} */ (data);
        const line = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/.exec(message);
        if (nesting !== 0 || file !== undefined || !line?.[1]) return false;
        if (line[1] === 'duration_ms') return true;
        totals.set(line[1], (totals.get(line[1]) ?? 0) + Number(line[2]));
        return true;
      }
      if (type === 'test:pass') {
        const { name, file } = /** @type {{ name: string, file?: string }} */ (data);
        if (name === file) complaints.push(`nothing-to-check: ${file} holds no test.`);
      }
      return false;
    },

    /**
     * Prints the closing lines and says whether all is well.
     * @param {string[]} more complaints of others
     */
    close(more) {
      complaints.push(...more);
      const count = (/** @type {string} */ name) => totals.get(name) ?? 0;
      if (count('tests') === 0) complaints.push('nothing-to-check: no test ran.');
      if (count('skipped') + count('todo') > 0) {
        complaints.push('skipped-tests: a test was skipped; mend it or delete it.');
      }
      for (const complaint of complaints) console.error(complaint);
      console.log('');
      for (const [name, value] of totals) console.log(`# ${name} ${value}`);
      console.log(`# duration_ms ${Math.round(performance.now() - began)}`);
      return complaints.length === 0 && count('fail') === 0 && count('cancelled') === 0;
    },
  };
}
