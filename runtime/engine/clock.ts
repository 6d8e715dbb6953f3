/** The run's clock. Everything that waits or tells the time in a run goes through it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that were skipped instead of waited for, in all. */
  skipped(): number;
  /** Resolves after a time on this clock, or at once when `signal` fires. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Calls back when a step has taken so long, unless the function that it gives is called first. */
  startTimer(durationMs: number, onTime: () => void): () => void;
  /** While work goes on no time is skipped; the function that it gives says that it has ended. */
  hold(): () => void;
}

const nothing = (): void => {};

export const realClock: Clock = {
  now: () => Date.now(),
  skipped: () => 0,
  startTimer,
  hold: () => nothing,
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

/**
 * The real clock for a run that has come to a time: one whose time was skipped before is ahead of it. It never goes back,
 * though the machine's clock may be set back while the run is under way.
 */
export function clockFrom(now: number): Clock {
  const ahead = Math.max(0, now - Date.now());
  return { ...realClock, now: neverBack(() => Date.now() + ahead) };
}

function neverBack(read: () => number): () => number {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    last = Math.max(last, read());
    return last;
  };
}

/**
 * A clock that runs like the real one while there is work, and jumps to the next timer when there is none.
 *
 * @param now where it starts, in milliseconds since 1970
 */
export function virtualClock(now: number): Clock {
  const started = performance.now();
  const timers = new Set<{ readonly at: number; readonly ring: () => void }>();
  let skipped = 0;
  let holds = 0;
  let looking = false;
  // The machine's own clock may be set back, and no time is told that is no whole number.
  const time = (): number => now + Math.floor(performance.now() - started) + skipped;

  /** Looks once all that is ready has run: what the last timer woke may hold the clock again, or sleep less long. */
  function lookSoon(): void {
    if (looking || holds > 0 || timers.size === 0) return;
    looking = true;
    setImmediate(() => {
      looking = false;
      if (holds > 0 || timers.size === 0) return;
      const next = [...timers].reduce((first, timer) => (timer.at < first.at ? timer : first));
      skipped += Math.max(0, next.at - time());
      next.ring();
      lookSoon();
    });
  }

  return {
    now: time,
    skipped: () => skipped,
    startTimer,
    hold() {
      holds++;
      let held = true;
      return () => {
        if (held) holds--;
        held = false;
        lookSoon();
      };
    },
    sleep: (durationMs, signal) =>
      new Promise((resolve) => {
        const timer = { at: time() + durationMs, ring: finish };
        function finish(): void {
          timers.delete(timer);
          signal?.removeEventListener('abort', finish);
          resolve();
        }
        timers.add(timer);
        signal?.addEventListener('abort', finish);
        if (signal?.aborted) finish();
        lookSoon();
      }),
  };
}

/** The longest that Node's own timers wait; with more they fire at once. */
const longestMs = 2 ** 31 - 1;

/**
 * Calls back after a time of any length, unless the function that it gives is called first. The process stays for it,
 * unless `keepsAlive` is false.
 */
export function startTimer(
  durationMs: number,
  onTime: () => void,
  { keepsAlive = true }: { readonly keepsAlive?: boolean } = {},
): () => void {
  let timer: NodeJS.Timeout;
  function wait(leftMs: number): void {
    timer =
      leftMs > longestMs ? setTimeout(() => wait(leftMs - longestMs), longestMs) : setTimeout(onTime, leftMs);
    if (!keepsAlive) timer.unref();
  }
  wait(durationMs);
  return () => clearTimeout(timer);
}
