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
      const timer = setTimeout(finish, durationMs);
      function finish(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      }
      signal?.addEventListener('abort', finish);
      if (signal?.aborted) finish();
    }),
};

/** A clock that runs with the real one, and on which every wait is over at once: it jumps ahead by what was waited. */
export function virtualClock(start: number): Clock {
  const begun = Date.now();
  let skipped = 0;
  return {
    now: () => start + skipped + (Date.now() - begun),
    sleep(durationMs) {
      skipped += durationMs;
      return Promise.resolve();
    },
  };
}
