import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import type { Json } from '../../runtime/language/json.ts';
import type { Call, Frame } from '../../runtime/model/run.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { DONE, frame, header } from './samples.ts';

/** Records 200 steps that each add a kilobyte to what they hand around; the recording may take `most` bytes. */
function check(
  name: string,
  most: number,
  stepOf: (seq: number, messages: readonly Json[]) => Partial<Frame>,
): void {
  test(`${name} takes at most ${most / 1000} kB`, () =>
    inFolder(async (dir) => {
      let messages: readonly Json[] = Array.from({ length: 200 }, (_, index) => message(index));
      const writer = createRun(dir, header({ session: { messages } }));
      const all: Frame[] = [];
      for (let seq = 1; seq <= 200; seq++) {
        messages = [...messages, message(200 + seq)];
        const step = frame(seq, { patches: [], ...stepOf(seq, messages) });
        all.push(step);
        writer.append(step);
      }
      assert.ok(statSync(writer.path).size <= most, `journal: ${statSync(writer.path).size}`);
      const { path } = await writer.finish(DONE);
      assert.ok(statSync(path).size <= most, `database: ${statSync(path).size}`);
      using run = await openRun(path);
      assert.deepEqual(run.frame(200), all[199]);
      assert.deepEqual(run.frames, all);
    }));
}

const message = (n: number): Json => ({ role: 'user', text: `${n} `.padEnd(1000, 'lorem ipsum ') });
const sending = (...args: readonly Json[]): Call => ({
  service: 'llm',
  method: 'chat.create',
  args,
  result: { type: 'value', value: null },
  startedMs: 0,
  durationMs: 0,
  attempt: 1,
  promised: true,
  reused: false,
});

// The session is 200 kB at the start and 400 kB at the end; its sum over all steps is 60 MB.
check('a conversation sent whole in each step', 1_300_000, (_, messages) => ({
  calls: [sending({ model: 'small', messages })],
}));
check('equal copies of a conversation', 1_300_000, (_, messages) => ({
  calls: [sending({ model: 'small', messages: JSON.parse(JSON.stringify(messages)) as Json })],
}));
check('the last messages of a conversation', 1_300_000, (_, messages) => ({
  calls: [sending({ messages: messages.slice(-200) })],
}));
check('a conversation that two calls of a step share', 1_800_000, (_, messages) => ({
  calls: [sending({ messages }), sending({ messages, system: 'be brief' })],
}));
check('a conversation handed from step to step', 1_500_000, (_, messages) => ({
  data: { messages: messages.slice(0, -1) },
  directive: { directive: 'goto', state: 'CHECKED', data: { messages } },
}));
check('the same document in data and arguments', 600_000, (seq) => {
  const document = 'a document '.repeat(10_000);
  return {
    data: { document, seq },
    calls: [sending({ prompt: 'summarise', document })],
    directive: { directive: 'goto', state: 'CHECKED', data: { document, seq: seq + 1 } },
  };
});
