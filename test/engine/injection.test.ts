import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPatches } from '../../runtime/language/applyPatches.ts';
import type { Context } from '../../runtime/language/context.ts';
import { compensate, step, workflow } from '../../runtime/language/decorators.ts';
import { done, fail } from '../../runtime/language/directives.ts';
import { runWorkflow } from './runWorkflow.ts';

/** A context of which nothing is known: only the engine holds it. */
interface Loose {
  readonly session: { [key: string]: unknown };
  readonly llm: (text: string) => string;
  readonly mail: (text: string) => string;
}

const session = () => ({ n: 1, list: [{ x: 1 }], other: { kept: true } });
const services = () => ({ llm: (text: string) => `${text}!`, mail: (text: string) => text });

@workflow({ states: ['A'], start: 'A', session, services })
class Held {
  static body: (context: Loose) => unknown = () => null;
  @step('A', { session: ['n', 'list', 'fresh'], uses: ['llm'] })
  a(_: null, context: unknown) {
    return done(Held.body(context as Loose));
  }
}

@workflow({ states: ['A', 'B'], start: 'A', session, services })
class Undone {
  @step('A', { session: ['n'], uses: [] }) a() {
    return 'B';
  }
  @compensate('A') undo(_: null, { session, mail }: Context & Loose) {
    session['other'] = mail('undone');
  }
  @step('B') b() {
    return fail('no');
  }
}

/** What the step gave or the message of its error, and the session after it. */
function check(name: string, body: (context: Loose) => unknown, expected: unknown, after: object = {}): void {
  test(name, async () => {
    Held.body = body;
    const { end, frames } = await runWorkflow(Held);
    if (expected instanceof RegExp) {
      assert.equal(end.status === 'failed' && end.error.code, 'not-named');
      assert.match(end.status === 'failed' ? end.error.message : '', expected);
    } else assert.deepEqual(end.status === 'done' ? end.output : end, expected);
    assert.deepEqual(end.session, { ...session(), ...after });
    // What is recorded leads there too.
    assert.deepEqual(applyPatches(session(), frames[0]?.patches ?? []), end.session);
  });
}

check('what is named is there, and only that is seen', ({ session, llm }) => [session, llm('hi')], [
  { n: 1, list: [{ x: 1 }] },
  'hi!',
]);
check(
  'it prints, spreads and passes through JSON',
  ({ session }) => [Object.keys({ ...session }), JSON.stringify(session), `${'n' in session}`],
  [['n', 'list'], '{"n":1,"list":[{"x":1}]}', 'true'],
);
check(
  'what is named can be written, changed, made and deleted',
  ({ session }) => {
    session['n'] = 2;
    (session['list'] as object[]).push({ x: 2 });
    session['fresh'] = [];
    return null;
  },
  null,
  { n: 2, list: [{ x: 1 }, { x: 2 }], fresh: [] },
);
check(
  'a read',
  ({ session }) => session['other'],
  /^@step on Held\.a asks for session\.other, which its `session` option does not name: add "other" there\.$/,
);
check('a read of what no step has written', ({ session }) => session['later'], /session\.later/);
check('a look', ({ session }) => 'other' in session, /session\.other/);
check(
  'a write rolls back what was written before',
  ({ session }) => {
    session['n'] = 9;
    session['other'] = 1;
  },
  /session\.other/,
);
check('a deletion', ({ session }) => delete session['other'], /session\.other/);
check(
  'a definition',
  ({ session }) => Object.defineProperty(session, 'other', { value: 1 }),
  /session\.other/,
);
check(
  'a service',
  ({ mail }) => mail('x'),
  /^@step on Held\.a asks for the service mail, which its `uses` option does not name: add "mail" there\.$/,
);
check(
  'a copy of the context asks for no service',
  (context) => Object.keys({ ...context }).includes('mail'),
  false,
);

test('an undo is not held by the decorator of its step', async () => {
  const { end } = await runWorkflow(Undone);
  assert.equal(end.status, 'failed');
  assert.deepEqual(end.session, { ...session(), other: 'undone' });
});
