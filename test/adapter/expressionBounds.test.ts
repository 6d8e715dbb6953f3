import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateChange, evaluateExpression, prepareExpression } from '../../runtime/adapter/expression.ts';
import { distFile } from '../../runtime/dist.ts';
import { withDebugging } from './debugging.ts';

const large = '"x".repeat(5e8).split("")';
const atOnce = [large, 'Array(1e9).fill(0)', 'try { "x".repeat(5e8).split("") } catch { "caught" }'];
const tooLarge = [...atOnce, 'let all = []; for (;;) all.push(Array(1000).fill(0))'];

/** On a slow machine its time may be over before its memory is. */
function wasEnded({ code, message }: Error & { readonly code?: string }): boolean {
  return code === 'expression-memory' || /did not end within \d+ ms/.test(message);
}

/** Runs a test where no process can be started: what it asks for apart fails, and says so. */
function withoutProcesses(work: () => void): void {
  const { execPath } = process;
  process.execPath = distFile('nothing-runs-here');
  try {
    work();
  } finally {
    process.execPath = execPath;
  }
}

const apart = { message: /No process could run it/ };

for (const expression of tooLarge) {
  test(`${expression} is ended, and says so`, () => {
    assert.throws(() => evaluateExpression(expression, {}), wasEnded);
  });
}

for (const expression of [...atOnce, '[...Array(1e9)]', 'new Array(session.n).includes(1)']) {
  test(`${expression} is not made in the adapter`, () =>
    withoutProcesses(() =>
      assert.throws(() => evaluateExpression(expression, { session: { n: 2e6 } }), apart),
    ));
}

test('a list of a few items is made in the adapter, however its length is told, and is a list as any', () =>
  withoutProcesses(() => {
    const list = prepareExpression(
      `class Own extends Array {}
      const made = [Array(session.n), new Array(session.n), Array.from({ length: session.n }), new Own(session.n)];
      const known = made.every((one) => one instanceof Array && Array.isArray(one) && one.length === 3);
      [known, made[3] instanceof Own, Array("x"), Array(1e9, 2), Array.of(1), [1, 2].map((n) => n * 2)]`,
    );
    assert.deepEqual(list.value({ session: { n: 3 } }), [true, true, ['x'], [1e9, 2], [1], [2, 4]]);
  }));

test('what once went beyond its bounds is run apart from then on', () => {
  const condition = prepareExpression('Array(session.n).length > 3');
  assert.equal(condition.isTrue({ session: { n: 4 } }), true);
  withoutProcesses(() => assert.equal(condition.isTrue({ session: { n: 3 } }), false));
  assert.equal(condition.isTrue({ session: { n: 2e6 } }), true);
  withoutProcesses(() => assert.throws(() => condition.isTrue({ session: { n: 3 } }), apart));
  assert.equal(condition.isTrue({ session: { n: 3 } }), false);
});

test('what makes a lot at once gives its value, and what it writes, all the same', () => {
  const makes = '"x".repeat(2e6);';
  const session = { list: [1], user: { name: 'Ada' } };
  const refusals = { session: null, data: null };
  const { value, left } = evaluateChange(
    `${makes} session.list.push(2, undefined); [session.user, new Date(0) instanceof Date, 1n, undefined]`,
    { session, data: 'x' },
    refusals,
  );
  assert.deepEqual(value, [{ name: 'Ada' }, true, '1', 'undefined']);
  assert.deepEqual(left, { session: { list: [1, 2, undefined], user: { name: 'Ada' } }, data: 'x' });
  assert.throws(() => evaluateExpression(`${makes} session.missing.name`, { session }), /missing|undefined/);
  const condition = prepareExpression(`${makes} session.list.length > limit`);
  assert.deepEqual(
    [0, 1].map((limit) => condition.isTrue({ session, limit })),
    [true, false],
  );
});

test('a session goes on after an expression that took too much', () =>
  withDebugging(async ({ launch, move, evaluate, client }) => {
    await launch(distFile('../examples/answer-refinement.ts'));
    await move('next');
    for (const context of ['repl', 'watch', 'hover'])
      await assert.rejects(client.request('evaluate', { expression: large, context }), wasEnded);
    assert.equal(await evaluate('state'), '"GENERATED"');
    await move('next');
  }));
