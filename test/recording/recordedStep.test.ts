import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call, Frame } from '../../runtime/model/run.ts';
import { recordedStep } from '../../runtime/recording/recordedStep.ts';
import { shown, usualLimit, valueIn } from '../../runtime/recording/shown.ts';
import { Timeline } from '../../runtime/recording/timeline.ts';
import { DONE, frame, header, set } from './samples.ts';

function runOf(...frames: readonly Frame[]) {
  const timeline = new Timeline(header(), frames);
  return {
    header: timeline.header,
    head: timeline.head,
    end: DONE,
    frame: (k: number) => timeline.frame(k),
    snapshotAt: (k: number) => timeline.snapshotAt(k),
  };
}

const call: Call = {
  service: 'llm',
  method: 'ask',
  args: ['why?', { words: 3 }],
  result: { type: 'value', value: { text: 'because', usage: { input_tokens: 2, output_tokens: 1 } } },
  startedMs: 0,
  durationMs: 5,
  attempt: 1,
  promised: true,
  reused: false,
};

test('a step tells what it changed, before and after', () => {
  const pushed: Frame = frame(2, {
    patches: [
      set(['rounds'], 7),
      set(['answer'], 'new'),
      { op: 'array', path: ['messages'], pieces: [{ start: 0, count: 0 }, { insert: [{ role: 'user' }] }] },
    ],
  });
  const { changes } = recordedStep(runOf(frame(1), pushed), 2, usualLimit);
  assert.deepEqual(
    changes.map(({ path, before, after, note }) => [path, before?.text, after?.text, note]),
    [
      ['session.rounds', '1', '7', null],
      ['session.answer', undefined, 'new', null],
      ['session.messages', undefined, '{\n  "role": "user"\n}', '1 item added'],
    ],
  );
});

test('a removed value has nothing after it', () => {
  const removing = frame(1, { patches: [{ op: 'delete', path: ['rounds'] }] });
  const [change] = recordedStep(runOf(removing), 1, usualLimit).changes;
  assert.deepEqual([change?.before?.text, change?.after], ['0', null]);
});

test('calls tell what was asked, answered and used', () => {
  const failed: Call = {
    ...call,
    method: '',
    result: {
      type: 'error',
      error: { name: 'Error', message: 'no', stack: null, code: null, retryable: true },
    },
  };
  const { callList } = recordedStep(runOf(frame(1, { calls: [call, failed] })), 1, usualLimit);
  assert.deepEqual(
    callList.map(({ name, args, answer, text, usage }) => [
      name,
      args[0]?.text,
      answer?.language,
      text,
      usage?.inputTokens,
    ]),
    [
      ['llm.ask', 'why?', 'json', '', 2],
      ['llm', 'why?', undefined, 'Error: no', undefined],
    ],
  );
});

test('a streamed answer is told as its pieces', () => {
  const chunks = ['Because ', 'it is.'];
  const stream = { path: [], kind: 'iterable', chunks, times: [0, 1], end: 'done', error: null } as const;
  const streamed: Call = { ...call, result: { type: 'stream', value: null, streams: [stream] } };
  const run = runOf(frame(1, { calls: [streamed] }));
  const [told] = recordedStep(run, 1, usualLimit).callList;
  assert.ok(told?.answer);
  assert.deepEqual(JSON.parse(told.answer.text), chunks);
  assert.equal(told.streamed, true);
  assert.ok(JSON.stringify(valueIn(run, told.answer.place)).includes('it is.'));
});

test('every shown value leads to the whole of it', () => {
  const long = 'a'.repeat(10_000);
  const run = runOf(
    frame(1, { calls: [{ ...call, args: [long] }], patches: [set(['answer'], long)], data: [long] }),
  );
  const { changes, callList, data } = recordedStep(run, 1, usualLimit);
  const found = [changes[0]?.after, callList[0]?.args[0], data].map((value) => {
    assert.ok(value && value.text.length < value.length);
    return JSON.stringify(valueIn(run, value.place)).includes(long);
  });
  assert.deepEqual(found, [true, true, true]);
  assert.throws(() => valueIn(run, { k: 1, path: ['calls', 7] }), { code: 'no-such-value' });
});

test('a text is not cut through a character', () => {
  const { text } = shown('😀😀', { k: 0, path: ['input'] }, (whole) => whole.slice(0, 3));
  assert.equal(text, '😀');
});
