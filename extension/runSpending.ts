import { statSync } from 'node:fs';
import type { RunSummary } from '../runtime/model/run.ts';
import type { Spent } from '../runtime/model/usage.ts';
import type { WorkerClient } from './workerClient.ts';

/** Recordings above this many bytes are not read through for a number in a list. */
const largest = 16 * 1024 * 1024;
/** Rows that become known before the list shows them. */
const batch = 20;

/**
 * How long the steps of the listed runs took, and what they used of models. A list is read from the first bytes of its files, this from all of them: it is
 * found out afterwards, one run at a time, and once for each run that has ended.
 */
export class RunSpending {
  readonly #recordings: WorkerClient;
  readonly #changed: () => void;
  readonly #known = new Map<string, Spent | null>();
  #wanted: readonly RunSummary[] = [];
  #reading = false;

  constructor(recordings: WorkerClient, changed: () => void) {
    this.#recordings = recordings;
    this.#changed = changed;
  }

  of(run: RunSummary): Spent | null {
    return this.#known.get(keyOf(run)) ?? null;
  }

  /** These runs are in the list now. */
  want(runs: readonly RunSummary[]): void {
    this.#wanted = runs.filter((run) => run.endedAt !== null && !this.#known.has(keyOf(run)));
    if (!this.#reading && this.#wanted.length > 0) void this.#read();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    let fresh = 0;
    for (let run = this.#wanted[0]; run !== undefined; run = this.#wanted[0]) {
      this.#wanted = this.#wanted.slice(1);
      const spent = await this.#spentBy(run);
      this.#known.set(keyOf(run), spent);
      if (spent !== null) fresh += 1;
      if (fresh >= batch || (fresh > 0 && this.#wanted.length === 0)) {
        fresh = 0;
        this.#changed();
      }
    }
    this.#reading = false;
  }

  async #spentBy(run: RunSummary): Promise<Spent | null> {
    const size = statSync(run.path, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY;
    if (size > largest) return null;
    try {
      return (await this.#recordings.request({ type: 'spent', path: run.path })).spent;
    } catch {
      // What is wrong with the recording is told where it is opened; a list only lacks a number.
      return null;
    }
  }
}

function keyOf({ path, steps, endedAt }: RunSummary): string {
  return `${path} ${steps} ${endedAt}`;
}
