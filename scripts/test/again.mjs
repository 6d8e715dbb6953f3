/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').Source} Source */
/** @typedef {import('./outcome.mjs').Totals} Totals */

/** More files than these fail for a reason: to run them all again would only hide it. */
const most = 3;

/**
 * The files that are run once more, by themselves, since something failed in them; none when that would not tell anything.
 * @param {Outcome[]} outcomes
 * @returns {{ outcome: Outcome, source: Source, names: string[] }[]}
 */
export function filesToRunAgain(outcomes) {
  if (outcomes.some(({ isKnown }) => !isKnown)) return [];
  const all = outcomes.flatMap((outcome) =>
    [...outcome.failed].map(([source, names]) => ({ outcome, source, names })),
  );
  return all.length > most ? [] : all;
}

/**
 * Counts each test of a file that was run again once, as it ended the second time.
 * @param {{ outcome: Outcome, source: Source, names: string[] }} first
 * @param {Outcome} second
 */
export function countSecond({ outcome, names }, second) {
  const { totals } = outcome;
  const count = (/** @type {string} */ name) => second.totals.get(name) ?? 0;
  if (outcome.sources.length === 1) {
    for (const name of totals.keys()) totals.set(name, count(name));
    return;
  }
  // The other files of the process ended as they did: of this one it is known how many of its tests failed.
  const change = names.length - count('fail') - count('cancelled');
  totals.set('pass', (totals.get('pass') ?? 0) + change);
  totals.set('fail', (totals.get('fail') ?? 0) - change);
}
