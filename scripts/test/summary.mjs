/** @typedef {import('./outcome.mjs').Totals} Totals */

/** The end of a report: what is to be complained of, what was unsteady, and Node's own closing lines, added up. */
export function createSummary() {
  const began = performance.now();
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const unsteady = [];

  return {
    /**
     * Watches for files that hold no test: Node counts each as one passed.
     * @param {import('node:test/reporters').TestEvent} event
     */
    watch({ type, data }) {
      if (type !== 'test:pass') return;
      const { name, file } = data;
      if (name === file) complaints.push(`nothing-to-check: ${file} holds no test.`);
    },

    /**
     * Names a file that is no failure, but a defect to mend.
     * @param {string} file
     * @param {string[]} names of the tests in it that failed at first
     */
    tellUnsteady(file, names) {
      const tests = names.map((name) => JSON.stringify(name)).join(', ');
      unsteady.push(`unsteady: ${file} failed at first and passed when run again: ${tests}`);
    },

    /**
     * Prints the closing lines and says whether all is well.
     * @param {Totals[]} outcomes
     * @param {string[]} more complaints of others
     */
    close(outcomes, more) {
      /** @type {Totals} */
      const totals = new Map();
      for (const [name, value] of outcomes.flatMap((one) => [...one])) {
        totals.set(name, (totals.get(name) ?? 0) + value);
      }
      const count = (/** @type {string} */ name) => totals.get(name) ?? 0;
      complaints.push(...more);
      if (count('tests') === 0) complaints.push('nothing-to-check: no test ran.');
      if (count('skipped') + count('todo') > 0) {
        complaints.push('skipped-tests: a test was skipped; mend it or delete it.');
      }
      for (const complaint of complaints) console.error(complaint);
      console.log('');
      for (const line of unsteady) console.log(line);
      for (const [name, value] of totals) console.log(`# ${name} ${value}`);
      console.log(`# duration_ms ${Math.round(performance.now() - began)}`);
      return complaints.length === 0 && count('fail') === 0 && count('cancelled') === 0;
    },
  };
}
