import { markedFile } from './fileMark.mjs';

/**
 * @typedef {{ name: string, compiled: string }} Source a file of tests, as the repository names it, and what it is compiled to
 * @typedef {Map<string, number>} Totals Node's closing lines: tests, suites, pass, fail, cancelled, skipped, todo
 * @typedef {ReturnType<typeof createOutcome>} Outcome
 */

/**
 * What has become of the tests of one run: how many there were, and in which files some failed.
 * @param {Source[]} sources the files that are told apart; none where it does not matter
 */
export function createOutcome(sources) {
  /** @type {Totals} */
  const totals = new Map();
  /** @type {Map<Source, string[]>} */
  const failed = new Map();
  /** A test of several files that has failed, and will say next of which file it is. @type {string | null} */
  let unmarked = null;
  let isKnown = true;

  /**
   * @param {Source} source
   * @param {string} name
   */
  function add(source, name) {
    failed.set(source, [...(failed.get(source) ?? []), name]);
  }

  return {
    sources,
    totals,

    /** The files in which something failed, each with the names of its tests that did. */
    failed,

    /** Whether each test that failed is one of a file of these. */
    get isKnown() {
      return isKnown && unmarked === null;
    },

    /**
     * Notes an event, and says whether it is one of Node's closing lines, which are added up over all runs.
     * @param {import('node:test/reporters').TestEvent} event
     */
    notes({ type, data }) {
      if (type === 'test:diagnostic') {
        const { nesting, message, file } = data;
        const closing = file === undefined && nesting === 0 ? closingLine(message) : null;
        if (closing !== null) {
          if (closing.name !== 'duration_ms') totals.set(closing.name, closing.value);
          return true;
        }
        const marked = sources.find((source) => source.name === markedFile(message));
        if (unmarked !== null && marked !== undefined) {
          add(marked, unmarked);
          unmarked = null;
        }
      }
      if (sources.length === 0) return false;
      if ((type === 'test:fail' || type === 'test:pass') && data.nesting === 0) {
        if (unmarked !== null) isKnown = false;
        unmarked = null;
      }
      if (type === 'test:fail' && data.nesting === 0) {
        const { name, file } = data;
        const [only, ...more] = sources;
        if (only !== undefined && more.length === 0) add(only, name === file ? 'the file itself' : name);
        else unmarked = name;
      }
      return false;
    },
  };
}

/** @param {string} message */
function closingLine(message) {
  const line = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/.exec(message);
  return line?.[1] === undefined ? null : { name: line[1], value: Number(line[2]) };
}
