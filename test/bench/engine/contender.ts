/** What a step does, from the least to the most that has to be stored. */
export type Workload = 'small' | 'push' | 'spread' | 'window' | 'conversation';

export const workloads: Readonly<Record<Workload, string>> = {
  small: 'small session: a counter in the session, and data from step to step',
  push: 'session from 1 to 2 MB: `push` of one kilobyte',
  spread: 'session from 1 to 2 MB: `[...messages, message]`',
  window: 'session of 1 MB: `[...messages.slice(1), message]`',
  conversation: 'session from 1 to 2 MB: `push`, and all of it passed to a service',
};

/** One that runs steps and keeps what they did. */
export interface Contender {
  readonly name: string;
  /** What it is, with its version, and what it keeps. */
  readonly about: string;
  /** How many steps of each workload; those that it does not run are absent. */
  readonly steps: { readonly [workload in Workload]?: number };
  /** Makes one run ready; what is made of it goes into `dir`. */
  prepare(workload: Workload, steps: number, dir: string): Promise<Prepared>;
}

export interface Prepared {
  /** Takes the steps: this is what is timed. */
  go(): Promise<void>;
  /** Ends the run: as one does whose result is kept, or only so that nothing of it stays open. */
  end(how: 'keep' | 'drop'): Promise<void>;
}

export interface Message {
  readonly role: string;
  readonly text: string;
}

/** A message of one kilobyte; its text is another string each time. */
export function message(n: number): Message {
  return { role: 'user', text: `${n} `.padEnd(1000, 'lorem ipsum ') };
}

/** One megabyte. */
export function firstMessages(): Message[] {
  return Array.from({ length: 1000 }, (_, n) => message(n));
}
