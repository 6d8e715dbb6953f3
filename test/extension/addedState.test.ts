import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedState, declarationOf, statesOption, unknownState } from '../../extension/addedState.ts';
import { applied } from './applied.ts';

function check(name: string, text: string, expected: string, state = 'NEW_ONE'): void {
  test(name, () => {
    const open = declarationOf(text, 'State');
    assert.ok(open !== null);
    const insertions = addedState(text, open, state);
    assert.ok(insertions);
    assert.equal(applied(text, insertions), expected);
  });
}

check('an enum on one line', 'enum State { A, B }', 'enum State { A, B, NEW_ONE }');
check('a comma at the end of one line', 'enum State { A, B, }', 'enum State { A, B, NEW_ONE }');
check('an empty enum', 'enum State {}', 'enum State { NEW_ONE }');
check(
  'an enum of strings',
  "enum State {\n  A_B = 'A_B',\n}\n",
  "enum State {\n  A_B = 'A_B',\n  NEW_ONE = 'NEW_ONE',\n}\n",
);
check(
  'the manner of the values',
  'enum State {\n  A_B = "a-b"\n}\n',
  'enum State {\n  A_B = "a-b",\n  NEW_ONE = "new-one",\n}\n',
);
check(
  'a comment after the last member',
  'export const enum State {\n\tA, // one } of\n\tB // two\n}\n',
  'export const enum State {\n\tA, // one } of\n\tB, // two\n\tNEW_ONE,\n}\n',
);
check('lines that end as in Windows', 'enum State {\r\n  A,\r\n}', 'enum State {\r\n  A,\n  NEW_ONE,\r\n}');
check(
  'a const object',
  "const State = { A: 'a' } as const;",
  "const State = { A: 'a', NEW_ONE: 'new_one' } as const;",
);
check(
  'a const object of numbers',
  'const State = Object.freeze({\n  A: 1,\n  B: 4,\n});',
  'const State = Object.freeze({\n  A: 1,\n  B: 4,\n  NEW_ONE: 5,\n});',
);
check('a list', 'const State = ["a", "b"] as const;', 'const State = ["a", "b", "c"] as const;', 'c');

test('where the states of a workflow are', () => {
  assert.deepEqual(statesOption('@workflow({ states: State, start: 1 })', 0), { name: 'State' });
  assert.deepEqual(statesOption("@workflow({ states: ['a'] })", 0), { open: 20 });
  assert.equal(statesOption("@workflow({ name: 'states: x' })", 0), null);
  assert.equal(declarationOf('// enum State {\nenum States {}', 'State'), null);
});

test('the state that a problem is about', () => {
  const goesTo = (what: string): string =>
    `The step A goes to ${what}, which is not a state of Flow: add it.`;
  const rows: readonly (readonly [string, string, string | null])[] = [
    ['return goto(State.NOPE, { n: session.count });', goesTo('State.NOPE'), 'State.NOPE@12'],
    ['State.NOPE', '@step names State.NOPE, which is not a state of Flow: add it.', 'State.NOPE@0'],
    ["return bad ? 'three' : goto('four');", goesTo('"four"'), 'four@28'],
    ["return bad ? 'three' : goto('four');", goesTo('"three"'), 'three@13'],
    ['return next;', goesTo('State.NOPE'), null],
    ['return State.A;', goesTo('State.A'), null],
  ];
  const found = rows.map(([piece, message]) => {
    const one = unknownState(piece, message, ['A', 'B']);
    return one && `${one.owner === null ? '' : `${one.owner}.`}${one.state}@${one.offset}`;
  });
  assert.deepEqual(
    found,
    rows.map(([, , expected]) => expected),
  );
});
