import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepSignals, type Receiver } from '../../runtime/adapter/keptSignals.ts';

function receiver(): Receiver & { readonly got: string[] } {
  const got: string[] = [];
  return { got, signal: (name) => void got.push(name) };
}

test('each journey of a host is given what no frame tells of, and the process of an attached run once', () => {
  const signals = keepSignals();
  const attached = receiver();
  const own = receiver();
  signals.keep('go', null);
  signals.deliver(attached);
  signals.travelled(own);
  signals.deliver(own);
  signals.travelled(own);
  signals.deliver(own);
  signals.deliver(attached);
  assert.deepEqual([attached.got, own.got], [['go'], ['go', 'go']]);
  signals.recorded([{ name: 'go', payload: null, at: 0 }]);
  signals.travelled(own);
  signals.deliver(own);
  assert.equal(own.got.length, 2);
});
