/**
 * Runs a long step and says that it runs, how long it has taken so far, and how it ended.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function progress(title, work) {
  const started = performance.now();
  const elapsed = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  console.log(`${title} …`);
  const ticking = setInterval(() => console.log(`  … still at it: ${title} (${elapsed()})`), 10_000);
  try {
    const result = await work();
    console.log(`  done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(ticking);
  }
}
