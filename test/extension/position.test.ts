import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePosition, readPosition } from '../../extension/position.ts';
import type { PositionBody } from '../../runtime/model/position.ts';

const sound: PositionBody = {
  workflow: 'Refine',
  file: '/w/refine.ts',
  run: 'run-20261122-abcdef',
  parent: null,
  seq: 3,
  head: 12,
  mode: 'following',
  running: false,
  state: 'CHECKED',
  last: { from: 'REFINED', to: 'CHECKED', line: 40 },
  visits: { CHECKED: 2, REFINED: 1 },
  edges: [{ from: 'REFINED', to: 'CHECKED', line: null, count: 1 }],
};

const spending = { count: 1, ms: 0.5, waitedMs: 0, tokens: 3, cost: 0 };

function check(name: string, change: Partial<PositionBody>, text: string): void {
  test(name, () => {
    const position = readPosition({ ...sound, ...change });
    assert.ok(position);
    assert.equal(describePosition(position).text, text);
  });
}

check('in the past', {}, '$(debug-alt) Backstep: CHECKED · step 3/12 · following');
check(
  'with what the steps took',
  { spent: { states: { CHECKED: spending }, edges: [{ from: 'A', to: 'B', line: 4, spending }] } },
  '$(debug-alt) Backstep: CHECKED · step 3/12 · following',
);
check('at the head', { seq: 12, mode: 'live' }, '$(debug-alt) Backstep: CHECKED · step 12 · live');
check(
  'running',
  { seq: 12, mode: 'live', running: true },
  '$(sync~spin) Backstep: CHECKED · step 12 · running',
);
check(
  'a name that is long, and one that would turn the text around',
  { state: `A\u202E${'B'.repeat(300)}C` },
  `$(debug-alt) Backstep: A\\u202E${'B'.repeat(17)}…${'B'.repeat(14)}C · step 3/12 · following`,
);
check(
  'while a call waits for a decision',
  { asks: 'mailer.send', running: true, seq: 12, mode: 'live' },
  '$(question) Backstep: CHECKED · step 12 · waits for your decision about mailer.send',
);
check(
  'on the way back through undos',
  { undoes: true, seq: 12, mode: 'live' },
  '$(debug-alt) Backstep: undo of CHECKED · step 12 · live',
);
check(
  'a signal whose name would turn the text around',
  { waiting: 'waits for the signal "sig\u202E\nx"' },
  '$(debug-alt) Backstep: CHECKED · waits for the signal "sig\\u202E\\nx" · step 3/12 · following',
);
check(
  'names that read like icons',
  { state: 'A$(bug)', waiting: 'waits for the signal "$(sync~spin)"' },
  '$(debug-alt) Backstep: A\\$(bug) · waits for the signal "\\$(sync~spin)" · step 3/12 · following',
);
check('at the end', { seq: 12, state: '#done' }, '$(debug-alt) Backstep: done · step 12 · following');
check('a replay', { mode: 'replay' }, '$(history) Backstep: CHECKED · step 3/12 · replay');
check(
  'a fork',
  { parent: { run: 'run-20261122-ffeedd', seq: 2 } },
  '$(debug-alt) Backstep: CHECKED · step 3/12 · following · fork of …ffeedd',
);

test('a workflow whose name would turn the text around', () => {
  const { tooltip } = describePosition({ ...sound, workflow: 'Fl\u202Eow' });
  assert.match(tooltip, /^Fl\\u202Eow, run /);
});

test('where a signal is waited for, a click sends it; elsewhere it shows the graph', () => {
  const waits: PositionBody = { ...sound, waiting: 'waits for the signal "decision"', signals: ['decision'] };
  assert.equal(
    describePosition(waits).text,
    '$(debug-alt) Backstep: CHECKED · waits for the signal "decision" · step 3/12 · following',
  );
  const commands = [waits, { ...waits, running: true }, { ...waits, mode: 'replay' as const }, sound].map(
    (position) => describePosition(position).command,
  );
  assert.deepEqual(commands, [
    'backstep.sendSignal',
    ...Array.from({ length: 3 }, () => 'backstep.showGraph'),
  ]);
});

function checkRefused(name: string, body: unknown): void {
  test(`not a position: ${name}`, () => assert.equal(readPosition(body), null));
}

checkRefused('nothing', undefined);
checkRefused('a list', []);
checkRefused('a body without a run', { ...sound, run: undefined });
checkRefused('a negative step', { ...sound, seq: -1 });
checkRefused('an unknown mode', { ...sound, mode: 'sideways' });
checkRefused('a mode that every object has', { ...sound, mode: 'toString' });
checkRefused('an edge without a count', { ...sound, edges: [{ from: 'A', to: 'B', line: 1 }] });
checkRefused('undrawn transitions that are none', { ...sound, undrawn: [{ from: 'A', to: 'B', line: 1 }] });
checkRefused('signals without names', { ...sound, signals: [1] });
checkRefused('a question without an id', { ...sound, asks: 'mailer.send', question: 'mailer.send' });
checkRefused('spending without numbers', {
  ...sound,
  spent: { states: { A: { count: 1, ms: '<b>', waitedMs: 0, tokens: 0, cost: 0 } }, edges: [] },
});
checkRefused('visits that are no numbers', { ...sound, visits: { A: '<b>' } });
