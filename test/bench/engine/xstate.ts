import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type Contender, firstMessages, type Message, message } from './contender.ts';
import { load, type Peer } from './peers.ts';

export const xstatePeer: Peer = { folder: 'xstate', packages: { xstate: '5.33.3' } };

interface Held {
  readonly n: number;
  readonly messages: readonly Message[];
}

interface XState {
  createMachine(config: object): unknown;
  assign(change: (given: { readonly context: Held }) => Partial<Held>): unknown;
  createActor(machine: unknown): {
    start(): void;
    stop(): void;
    send(event: { readonly type: string }): void;
    getPersistedSnapshot(): unknown;
  };
}

/** A machine has no steps of its own accord: an event takes each transition, and its snapshot is stored after it. */
export const xstate: Contender = {
  name: 'XState, a file',
  about: `\`xstate\` ${xstatePeer.packages['xstate']}: its persisted snapshot written over the last one after each transition; no history`,
  steps: { small: 10_000, push: 100 },
  async prepare(workload, steps, dir) {
    const { createMachine, assign, createActor } = load('xstate', 'xstate') as XState;
    const count = assign(({ context }) => ({ n: context.n + 1 }));
    const add = assign(({ context: { n, messages } }) => ({
      n: n + 1,
      messages: [...messages, message(messages.length)],
    }));
    const actions = workload === 'small' ? count : add;
    const actor = createActor(
      createMachine({
        initial: 'a',
        context: { n: 0, messages: workload === 'small' ? [] : firstMessages() },
        states: {
          a: { on: { step: { target: 'b', actions } } },
          b: { on: { step: { target: 'a', actions } } },
        },
      }),
    );
    const file = openSync(path.join(dir, 'snapshot.json'), 'w');
    actor.start();
    return {
      async go() {
        for (let step = 0; step < steps; step++) {
          actor.send({ type: 'step' });
          const text = JSON.stringify(actor.getPersistedSnapshot());
          ftruncateSync(file, writeSync(file, text, 0));
        }
      },
      async end() {
        actor.stop();
        closeSync(file);
      },
    };
  },
};
