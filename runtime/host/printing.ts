import { AsyncLocalStorage } from 'node:async_hooks';
import type { StepRequest } from '../language/stepRequest.ts';
import type { HostEvent } from '../model/hostProtocol.ts';

/** Knows which step prints: what one writes to standard output is told with the step, instead of written. */
export interface Printing {
  inStep<T>({ entry, number }: Pick<StepRequest, 'entry' | 'number'>, run: () => T): T;
}

/** A step that prints more than this, in characters, prints the rest as any program does, as fast as somebody reads it. */
const mostOfStep = 200_000;

interface Step {
  readonly state: string;
  readonly seq: number;
  left: number;
}

export function watchPrinting(send: (event: HostEvent) => void): Printing {
  const steps = new AsyncLocalStorage<Step>();
  for (const category of ['stdout', 'stderr'] as const) {
    const stream = process[category];
    const { write } = stream;
    const watched = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
      const step = steps.getStore();
      const isText = typeof chunk === 'string' && (typeof rest[0] !== 'string' || /^utf-?8$/i.test(rest[0]));
      if (!step || !isText || step.left < chunk.length)
        return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
      step.left -= chunk.length;
      send({ type: 'print', category, text: chunk, state: step.state, seq: step.seq });
      const done = rest.at(-1);
      if (typeof done === 'function') process.nextTick(done);
      return true;
    };
    stream.write = watched as typeof stream.write;
  }
  return {
    inStep: ({ entry, number }, run) => steps.run({ state: entry.state, seq: number, left: mostOfStep }, run),
  };
}
