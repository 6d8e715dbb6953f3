import { localBackend } from '../../../runtime/engine/localBackend.ts';
import { firstSnapshot } from '../../../runtime/engine/prepare.ts';
import type { Context } from '../../../runtime/language/context.ts';
import { step, workflow } from '../../../runtime/language/decorators.ts';
import { goto } from '../../../runtime/language/directives.ts';
import { interpret } from '../../../runtime/language/interpret.ts';
import type { Json } from '../../../runtime/language/json.ts';
import { manifestOf } from '../../../runtime/language/manifest.ts';
import type { Snapshot } from '../../../runtime/language/snapshot.ts';
import type { Frame, RunHeader } from '../../../runtime/model/run.ts';
import { createRun } from '../../../runtime/recording/writer.ts';
import { type Contender, firstMessages, type Message, message, type Workload } from './contender.ts';

type Ctx = Context<{
  session: { n: number; messages: Message[] };
  services: { model: { chat(messages: readonly Message[]): Promise<string> } };
}>;

const states = ['A', 'B'] as const;

@workflow({ states, start: 'A' })
class Small {
  @step('A') a(_: null, { session }: Ctx) {
    session.n += 1;
    return goto('B', { n: session.n });
  }
  @step('B') b() {
    return 'A';
  }
}

@workflow({ states, start: 'A' })
export class Push {
  @step('A') a(_: null, { session }: Ctx) {
    session.messages.push(message(session.messages.length));
    return 'A';
  }
  @step('B') b() {}
}

@workflow({ states, start: 'A' })
class Spread {
  @step('A') a(_: null, { session }: Ctx) {
    session.messages = [...session.messages, message(session.messages.length)];
    return 'A';
  }
  @step('B') b() {}
}

@workflow({ states, start: 'A' })
class Window {
  @step('A') a(_: null, { session, run }: Ctx) {
    session.messages = [...session.messages.slice(1), message(1000 + run.seq)];
    return 'A';
  }
  @step('B') b() {}
}

@workflow({ states, start: 'A' })
class Conversation {
  @step('A') async a(_: null, { session, model }: Ctx) {
    session.messages.push(message(session.messages.length));
    await model.chat(session.messages);
    return 'A';
  }
  @step('B') b() {}
}

const classes: Readonly<Record<Workload, new () => object>> = {
  small: Small,
  push: Push,
  spread: Spread,
  window: Window,
  conversation: Conversation,
};

export const backstep: Contender = {
  name: 'Backstep',
  about:
    'engine and recording as in `backstep run`: every step is a frame in the journal before the next one starts',
  steps: { small: 10_000, push: 1000, spread: 1000, window: 1000, conversation: 1000 },
  async prepare(workload, steps, dir) {
    const session: { [key: string]: Json } =
      workload === 'small' ? { n: 0 } : { messages: firstMessages() as unknown as Json };
    const start = startOf(classes[workload], session);
    const writer = createRun(dir, headerOf('run', start));
    return {
      go: () =>
        take(classes[workload], start, steps, (frame) => {
          writer.append(frame);
        }),
      async end(how) {
        if (how === 'drop') writer.close();
        else await writer.finish({ status: 'stopped', output: null, error: null, endedAt: 0 });
      },
    };
  },
};

export function startOf(workflowClass: new () => object, session: { [key: string]: Json }): Snapshot {
  return firstSnapshot(manifestOf(workflowClass), { input: null, session, config: {} }, 0);
}

/** Takes steps from a snapshot on, turning the event loop as often as `backstep run` does. */
export async function take(
  workflowClass: new () => object,
  start: Snapshot,
  steps: number,
  record: (frame: Frame) => void,
): Promise<void> {
  const manifest = manifestOf(workflowClass);
  const enough = new Error('enough');
  const backend = localBackend({
    run: 'bench',
    manifest,
    services: { model: { chat: async () => 'ok' } },
    record,
    boundary(snapshot) {
      if (snapshot.seq === start.seq + steps) throw enough;
      return snapshot.seq % 64 === 0 ? new Promise((turn) => setImmediate(turn)) : undefined;
    },
  });
  try {
    await interpret(manifest, backend, start);
  } catch (error) {
    if (error !== enough) throw error;
  }
}

export function headerOf(id: string, { workflow, version, session }: Snapshot): RunHeader {
  return {
    id,
    workflow,
    version,
    file: 'bench.ts',
    states: [...states],
    start: 'A',
    startedAt: 0,
    input: null,
    config: {},
    session,
    parent: null,
    source: '',
  };
}
