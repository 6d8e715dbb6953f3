import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeldFocus } from '../../extension/heldFocus.ts';

test('the focus goes back once after a request that moves the debugger, also before it is answered', async () => {
  const focus = new HeldFocus();
  const answered = focus.during('focusForks', Promise.resolve('done'));
  assert.equal(focus.take(), 'focusForks');
  await answered;
  assert.equal(focus.take(), null);
  await focus.during('focusTimeline', Promise.resolve('done'));
  assert.equal(focus.take(), 'focusTimeline');
});

test('it stays where it is after a request that failed, but for a newer one', async () => {
  const focus = new HeldFocus();
  await focus.during('focusForks', Promise.resolve('failed'));
  assert.equal(focus.take(), null);
  const failing = focus.during('focusForks', Promise.resolve('failed'));
  const newer = focus.during('focusTimeline', Promise.resolve('done'));
  await Promise.all([failing, newer]);
  assert.equal(focus.take(), 'focusTimeline');
});
