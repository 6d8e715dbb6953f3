import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateChange, evaluateExpression, prepareExpression } from '../../runtime/adapter/expression.ts';
import { distFile } from '../../runtime/dist.ts';
import { withDebugging } from './debugging.ts';

const large = '"x".repeat(5e8).split("")';
const tooLarge = [
  large,
  'Array(1e9).fill(0)',
  'let all = []; for (;;) all.push(Array(1000).fill(0))',
  'try { "x".repeat(5e8).split("") } catch { "caught" }',
];
for (const expression of tooLarge) {
  test(`${expression} takes no memory of the adapter's`, () => {
    const before = process.memoryUsage().rss;
    assert.throws(
      () => evaluateExpression(expression, {}),
      (error: Error & { code?: string }) =>
        error.code === 'expression-memory' || /did not end within/.test(error.message),
    );
    const taken = process.memoryUsage().rss - before;
    assert.ok(taken < 800e6, `${taken / 1e6} MB`);
  });
}

test('what only takes its time gives its value, and what it writes, all the same', () => {
  const slow = '{ const end = Date.now() + 100; while (Date.now() < end); }';
  const session = { list: [1], user: { name: 'Ada' } };
  const refusals = { session: null, data: null };
  const { value, left } = evaluateChange(
    `${slow} session.list.push(2, undefined); [session.user, new Date(0) instanceof Date, 1n, undefined]`,
    { session, data: 'x' },
    refusals,
  );
  assert.deepEqual(value, [{ name: 'Ada' }, true, '1', 'undefined']);
  assert.deepEqual(left, { session: { list: [1, 2, undefined], user: { name: 'Ada' } }, data: 'x' });
  assert.throws(() => evaluateExpression(`${slow} session.missing.name`, { session }), /missing|undefined/);
  const condition = prepareExpression(`${slow} session.list.length > limit`);
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
      await assert.rejects(client.request('evaluate', { expression: large, context }), {
        code: 'expression-memory',
      });
    assert.equal(await evaluate('state'), '"GENERATED"');
    await move('next');
  }));
