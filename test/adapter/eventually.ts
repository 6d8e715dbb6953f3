/** Longer than this nothing in a test should take. */
const limitMs = 20_000;

/** Waits until something holds, however slow the machine is, and fails with what was waited for when it never does. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s for ${what}`);
    await new Promise((turn) => setTimeout(turn, 2));
  }
}
