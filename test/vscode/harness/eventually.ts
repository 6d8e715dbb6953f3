/** How long a person would wait before saying that it hangs, on a machine that has much else to do. */
const usualLimit = 60_000;

/**
 * Asks again and again until the answer is something, and fails with what was waited for when it never is.
 * `probe` says "not yet" with undefined, false, or by throwing.
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  limit = usualLimit,
): Promise<T> {
  const end = Date.now() + limit;
  let reason = '';
  do {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
      reason = '';
    } catch (error) {
      reason = ` Last: ${error instanceof Error ? error.message : String(error)}`;
    }
    await pause(50);
  } while (Date.now() < end);
  throw new Error(`timed-out: waited ${limit / 1000} s for ${what}.${reason}`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
