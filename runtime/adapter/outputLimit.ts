type Category = 'stdout' | 'stderr';

/** Passes on what a program prints, as much as a client can show. */
export interface OutputLimit {
  write(category: Category, text: string): void;
  /** Says what was left out so far. */
  flush(): void;
}

/** A program may print this many characters at once, and as many again every second. */
const allowance = 1_000_000;
/** Of what is left out, the end is printed. */
const tailLength = 2_000;
const noticeMs = 500;

export function createOutputLimit(
  print: (category: Category | 'console', text: string) => void,
): OutputLimit {
  let left = allowance;
  let filledAt = performance.now();
  let omitted = 0;
  let tail: { readonly category: Category; readonly text: string } | null = null;
  let timer: NodeJS.Timeout | undefined;

  function refill(): void {
    const now = performance.now();
    left = Math.min(allowance, left + ((now - filledAt) / 1000) * allowance);
    filledAt = now;
  }
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (tail === null) return;
    const size = omitted < 1e6 ? `${Math.ceil(omitted / 1e3)} kB` : `${(omitted / 1e6).toFixed(1)} MB`;
    print('console', `\n… ${size} of output were left out: more than a console can show. Its end:\n`);
    print(tail.category, tail.text);
    omitted = 0;
    tail = null;
  }

  return {
    flush,
    write(category, text) {
      refill();
      if (omitted === 0 && text.length <= left) {
        left -= text.length;
        print(category, text);
        return;
      }
      omitted += text.length;
      const before = tail?.category === category ? tail.text : '';
      tail = { category, text: `${before}${text}`.slice(-tailLength) };
      timer ??= setTimeout(flush, noticeMs);
    },
  };
}
