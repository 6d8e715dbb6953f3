import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Handlers, Reply } from '../../runtime/adapter/connection.ts';
import { DapError } from '../../runtime/adapter/dapError.ts';
import { refusingLate } from '../../runtime/adapter/lateRequests.ts';

const stale = new DapError('stale-reference', 'The frame 1 is from before the run went on.');

/** Frame 2 is that of now. */
const handlers: Handlers = {
  scopes(args) {
    if ((args as { readonly frameId: number }).frameId !== 2) throw stale;
    return { body: { scopes: [] } };
  },
  variables() {
    throw stale;
  },
  evaluate() {
    throw stale;
  },
};

function ask(late: Handlers, command: string, args: object): Promise<Reply> {
  const request = { seq: 1, type: 'request', command } as DebugProtocol.Request;
  return Promise.resolve(late[command]?.(args, request) ?? {});
}

test('a view that asks about a place that was left is refused when it has looked at the new one', async () => {
  const late = refusingLate(handlers);
  const order: string[] = [];
  const asked = [
    ask(late, 'scopes', { frameId: 1 }),
    ask(late, 'variables', { variablesReference: 7 }),
    ask(late, 'evaluate', { expression: 'state', context: 'watch' }),
  ].map((answer) =>
    answer.catch((error: DapError) => {
      order.push(error.code);
    }),
  );
  await assert.rejects(ask(late, 'evaluate', { expression: 'state', context: 'repl' }), stale);
  const { body, after } = await ask(late, 'scopes', { frameId: 2 });
  assert.deepEqual(body, { scopes: [] });
  order.push('looked');
  after?.();
  await Promise.all(asked);
  assert.deepEqual(order, ['looked', 'stale-reference', 'stale-reference', 'stale-reference']);
});

test('and when its patience is over where it never looks', async () => {
  const patient = refusingLate(handlers, 60_000);
  const kept = ask(patient, 'scopes', { frameId: 1 }).catch((error: unknown) => error);
  assert.equal(await Promise.race([kept, setImmediate('kept back')]), 'kept back');
  (await ask(patient, 'scopes', { frameId: 2 })).after?.();
  assert.equal(await kept, stale);
  await assert.rejects(ask(refusingLate(handlers, 1), 'scopes', { frameId: 1 }), stale);
});
