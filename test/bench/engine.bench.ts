import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localBackend } from '../../runtime/engine/localBackend.ts';
import { firstSnapshot } from '../../runtime/engine/prepare.ts';
import type { Context } from '../../runtime/language/context.ts';
import { step, workflow } from '../../runtime/language/decorators.ts';
import { goto } from '../../runtime/language/directives.ts';
import { interpret } from '../../runtime/language/interpret.ts';
import type { Json } from '../../runtime/language/json.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { RunHeader } from '../../runtime/model/run.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { report } from './figure.ts';

interface Message {
  readonly role: string;
  readonly text: string;
}
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
class Push {
  @step('A') a(_: null, { session }: Ctx) {
    session.messages.push(message(session.messages.length));
    return 'A';
  }
  @step('B') b() {}
}

@workflow({ states, start: 'A' })
class Window {
  @step('A') a(_: null, { session }: Ctx) {
    session.messages = [...session.messages.slice(1), message(session.messages.length)];
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

function message(n: number): Message {
  return { role: 'user', text: `${n} `.padEnd(1000, 'lorem ipsum ') };
}

/** Steps a second with each frame on its way to the disk before the next step; the conversion at the end not counted. */
async function rate(
  name: string,
  workflowClass: new () => object,
  session: object,
  steps: number,
): Promise<void> {
  const manifest = manifestOf(workflowClass);
  const samples: number[] = [];
  for (let round = 0; round < 5; round++) {
    const dir = mkdtempSync(join(tmpdir(), 'backstep-bench-'));
    const given = { input: null, session: session as { [key: string]: Json }, config: {} };
    const start = firstSnapshot(manifest, given, 0);
    const writer = createRun(dir, headerOf(round, start.session));
    const stop = new Error('enough');
    const backend = localBackend({
      run: 'bench',
      manifest,
      services: { model: { chat: async () => 'ok' } },
      record: (frame) => writer.append(frame),
      boundary(snapshot) {
        if (snapshot.seq === steps) throw stop;
      },
    });
    const began = performance.now();
    await interpret(manifest, backend, start).catch((error: unknown) => {
      if (error !== stop) throw error;
    });
    samples.push((steps / (performance.now() - began)) * 1000);
    writer.close();
    rmSync(dir, { recursive: true, force: true });
  }
  report(name, 'steps/s', samples);
}

function headerOf(round: number, session: Json): RunHeader {
  const base = {
    workflow: 'Bench',
    version: '1',
    file: 'bench.ts',
    states: [...states],
    start: 'A',
    source: '',
  };
  return { ...base, id: `bench-${round}`, startedAt: 0, input: null, config: {}, session, parent: null };
}

const megabyte = Array.from({ length: 1000 }, (_, n) => message(n));
await rate('engine with recording, small session, 10,000 steps', Small, { n: 0 }, 10_000);
await rate('session from 1 to 2 MB: push', Push, { messages: megabyte }, 1000);
await rate('session of 1 MB: sliding window', Window, { messages: megabyte }, 1000);
await rate(
  'session from 1 to 2 MB: push, and all of it to a service',
  Conversation,
  { messages: megabyte },
  1000,
);
