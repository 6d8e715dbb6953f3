import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Call, CallResult, Frame } from '../../runtime/model/run.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { redactionOf } from '../../runtime/recording/redaction.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { DONE, frame, header, set } from './samples.ts';

const SECRET = 'hunter2';
const HIDDEN = '[redacted]';

const thrown = {
  name: 'Error',
  message: `bad key ${SECRET}`,
  stack: `Error: ${SECRET}`,
  code: null,
  retryable: true,
};

function call(result: CallResult): Call {
  const rest = { startedMs: 0, durationMs: 0, attempt: 1, promised: true, reused: false };
  return { service: 'llm', method: 'connect', args: [`key=${SECRET}`], result, ...rest };
}

test('a redacted value is nowhere on disk, in the journal or in the database', () =>
  inFolder(async (dir) => {
    const keys = { apiKey: SECRET, keep: 1 };
    const user = { name: 'a', token: SECRET, nested: [{ token: SECRET }] };
    const start = header({
      input: keys,
      config: { deep: { apiKey: { of: SECRET } } },
      session: { user, messages: [keys] },
    });
    const all: readonly Frame[] = [
      frame(1, {
        data: [keys],
        edits: [
          { target: 'session', patches: [set(['user', 'token'], SECRET)] },
          { target: 'data', patches: [set([0, 'apiKey'], SECRET)] },
        ],
        patches: [
          set(['user', 'token'], SECRET),
          set(['user', 'nested'], [{ token: SECRET }]),
          { op: 'array', path: ['messages'], pieces: [{ start: 0, count: 1 }, { insert: [keys] }] },
          set(['messages', 0, 'apiKey'], { now: SECRET }),
          set(['messages', 0, 'apiKey', 'now'], SECRET),
        ],
        directive: { directive: 'goto', state: 'CHECKED', data: { list: [keys], long: 'x'.repeat(5000) } },
        calls: [
          {
            service: 'llm',
            method: 'ask',
            args: [{ user }, keys],
            result: { type: 'value', value: { apiKey: SECRET, session: { user: { token: SECRET } } } },
            startedMs: 0,
            durationMs: 0,
            attempt: 1,
            promised: true,
            reused: false,
          },
          call({ type: 'handle', text: `Connection { key: '${SECRET}' }` }),
          call({ type: 'error', error: thrown }),
        ],
        error: thrown,
        attempts: [{ startedAt: 1, durationMs: 1, error: thrown }],
        logs: [{ level: 'info', message: `sending ${SECRET}`, atMs: 0 }],
      }),
      frame(2, {
        data: { authorization: `Bearer ${SECRET}` },
        patches: [set(['copy'], `${SECRET}, ${SECRET}`)],
      }),
    ];
    const writer = createRun(dir, start, { redact: ['apiKey', 'user.token', 'nested'] });
    for (const item of all) writer.append(item);
    assert.ok(!readFileSync(writer.path).includes(SECRET), 'journal');
    const { path } = await writer.finish({ ...DONE, output: keys });
    assert.ok(!readFileSync(path).includes(SECRET), 'database');
    using run = await openRun(path);
    const hidden = { apiKey: HIDDEN, keep: 1 };
    assert.deepEqual(run.header.input, hidden);
    assert.deepEqual(run.end?.output, hidden);
    assert.deepEqual(run.snapshotAt(1).session, {
      user: { name: 'a', token: HIDDEN, nested: HIDDEN },
      messages: [hidden, hidden],
    });
    assert.deepEqual(run.frame(1).data, [hidden]);
    assert.deepEqual(run.frame(2).data, { authorization: `Bearer ${HIDDEN}` });
    assert.equal(run.frame(1).logs[0]?.message, `sending ${HIDDEN}`);
  }));

/** What a rule makes of a session. */
function rule(given: string, session: object, expected: object): void {
  test(`rule ${given}`, () => {
    const values = { input: null, config: null, session: JSON.parse(JSON.stringify(session)) as null };
    assert.deepEqual(redactionOf([given]).start(values).session, expected);
  });
}

rule('token', { token: 1, a: [{ token: {} }] }, { token: HIDDEN, a: [{ token: HIDDEN }] });
rule(
  'a.token',
  { token: 1, a: { token: 2 }, b: { a: { token: 3 } } },
  { token: 1, a: { token: HIDDEN }, b: { a: { token: HIDDEN } } },
);
rule('session.token', { token: 1, a: { token: 2 } }, { token: HIDDEN, a: { token: 2 } });
rule('input.token', { token: 1 }, { token: 1 });
rule(
  'users.name',
  { users: [{ name: 'a' }, { name: 'b' }] },
  { users: [{ name: HIDDEN }, { name: HIDDEN }] },
);

test('what a rule hides is a secret in the frames before it in the same record, and structure is none', () => {
  const redaction = redactionOf(['role', 'password']);
  const given = frame(1, {
    data: { note: 'it is correct horse', yes: 'no' },
    patches: [set(['role'], 'CHECKED'), set(['password'], 'correct horse')],
  });
  const written = redaction.frame(given);
  assert.deepEqual(written.data, { note: `it is ${HIDDEN}`, yes: 'no' });
  assert.deepEqual(written.patches, [set(['role'], HIDDEN), set(['password'], HIDDEN)]);
  assert.deepEqual([written.state, written.next], [given.state, 'CHECKED']);
});
