/** The run's clock. Everything that waits or tells the time in a run goes through it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after a time on this clock, or at once when `signal` fires. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve) => {
      const stopTimer = startTimer(durationMs, finish);
      function finish(): void {
        stopTimer();
        signal?.removeEventListener('abort', finish);
        resolve();
      }
      signal?.addEventListener('abort', finish);
      if (signal?.aborted) finish();
    }),
};

/** The longest that Node's own timers wait; with more they fire at once. */
const longestMs = 2 ** 31 - 1;

/** Calls back after a time of any length, unless the function that it gives is called first. */
export function startTimer(durationMs: number, onTime: () => void): () => void {
  let timer: NodeJS.Timeout;
  function wait(leftMs: number): void {
    timer =
      leftMs > longestMs ? setTimeout(() => wait(leftMs - longestMs), longestMs) : setTimeout(onTime, leftMs);
  }
  wait(durationMs);
  return () => clearTimeout(timer);
}
