import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  evaluateChange,
  evaluateExpression,
  prepareExpression,
  readTypedValue,
} from '../../runtime/adapter/expression.ts';

const session = {
  n: 3,
  user: { name: 'Ada', tags: ['x', 'y'] },
  list: [{ a: 1 }, { a: 2 }],
  constructor: 'Acme',
  ['__proto__x']: 1,
};
const names = { session, data: [3, 1, 2], input: null, seq: 4, state: 'A' };

const values: readonly (readonly [expression: string, value: unknown])[] = [
  ['session.n + data.length', 6],
  ['session.user.tags.map((tag) => tag + session.n)', ['x3', 'y3']],
  ['session.list.filter(({ a }) => a > 1)', [{ a: 2 }]],
  ['({ ...session.user, n: 1 })', { name: 'Ada', tags: ['x', 'y'], n: 1 }],
  ['[...data].sort()', [1, 2, 3]],
  ['Object.keys(session.user)', ['name', 'tags']],
  ['JSON.stringify(session.list)', '[{"a":1},{"a":2}]'],
  ['Array.isArray(session.list) && "n" in session && !("m" in session)', true],
  ['session.list[0] === session.list[0]', true],
  ['[...session.list, ...data].length', 5],
  ['session.list.concat(data).length', 5],
  ['session.constructor', 'Acme'],
  ['session.user.constructor', 'undefined'],
  ['session.user.__proto__', 'undefined'],
  ['"__proto__" in session.user', false],
  ['let a = 1; a + seq', 5],
  ['', 'undefined'],
  ['let a = 1', 'undefined'],
  ['if (false) 1', 'undefined'],
  ['input', null],
  ['nothing?.x ?? 1', /nothing is not defined/],
  ['() => 1', '() => 1'],
  ['[1, undefined, NaN, 10n]', [1, 'undefined', 'NaN', '10']],
  ['Array(1e9)', 'Array(1000000000)'],
  ['const o = {}; o.o = o; o', { o: '[Circular]' }],
  ['session.user.x = 1', /Cannot write session\.user\.x: an expression only reads it here/],
  ['data.sort()', /Cannot write data\[0\]/],
  ['delete session.list[1]', /Cannot write session\.list\[1\]/],
  ['session = 1', /session itself cannot be set/],
  ['Object.freeze(session.user)', /session\.user cannot be frozen/],
  ['session.user.__proto__.x = 1', /Cannot set properties of undefined/],
  ['throw { get message() { while (true); } }', /did not end within/],
  ['throw new Proxy({}, { get() { while (true); } })', /did not end within/],
  ['throw new Proxy({}, { getPrototypeOf() { while (true); } })', /cannot be told|\[object Object\]/],
  ['throw null', /^null$/],
  ['throw { message: { toString() { throw 1; } } }', /cannot be told/],
  ['({ get a() { while (true); } })', /did not end within/],
  ['import("node:fs").then(() => 1)', /cannot import/],
  ['import/* */("node:fs")', /cannot import/],
  ['import\n<!-- a\n("node:fs")', /cannot import/],
  ['"an import.csv, imported"', 'an import.csv, imported'],
];

for (const [expression, expected] of values) {
  test(`${expression} gives what a reader expects`, () => {
    if (expected instanceof RegExp)
      assert.throws(() => evaluateExpression(expression, names), {
        code: 'bad-expression',
        message: expected,
      });
    else assert.deepEqual(evaluateExpression(expression, names), expected);
  });
}

test('what was given comes back as the very value, and a change leaves the rest of it alone', () => {
  assert.equal(evaluateExpression('session.list', names), session.list);
  const refusals = { session: null, data: 'it is over' };
  const read = evaluateChange('session.list.map(({ a }) => a)', names, refusals);
  assert.equal(read.left['session'], session);
  const { left } = evaluateChange(
    'session.user.tags.push("z"); session.constructor = "Inc"; session.user.__proto__ = 1',
    names,
    refusals,
  );
  const after = left['session'] as typeof session;
  assert.deepEqual(after.user.tags, ['x', 'y', 'z']);
  assert.equal(after.constructor, 'Inc');
  assert.ok(Object.hasOwn(after.user, '__proto__'));
  assert.equal(after.list, session.list);
  assert.equal(session.user.tags.length, 2);
  assert.throws(() => evaluateChange('data.push(1)', names, refusals), { message: /it is over/ });
});

/** What is done with long lists and objects of many members, which an expression sees in parts. */
const uses = [
  'list.length',
  'list.at(-1)',
  'list[64].n + list[63].n',
  'list[list.length]',
  'list["007"]',
  '[199 in list, 200 in list, "length" in list]',
  'list.map(({ n }) => n)',
  'list.findIndex(({ n }) => n === 130)',
  'list.indexOf(list[70])',
  'list[5] === list.slice(5)[0]',
  'list[100] === [...list][100]',
  'Object.keys(list)',
  'Object.entries(list)[150]',
  'Object.getOwnPropertyDescriptor(list, 90)',
  'list.at(-1) && JSON.stringify(list)',
  'list[80] && list.concat([1], list).length',
  'map.k150.n',
  'map["k3"] === map.k3',
  '[map.k1000 ?? null, "k1000" in map, "k7" in map, "toString" in map]',
  'map.k170 && map.k2 && Object.keys(map)',
  'map.k170 && Object.entries(map)[3]',
  'map.k99 && JSON.stringify(map)',
  'Object.hasOwn(map, "k198")',
  '({ ...map, k1: 1 })',
  'map["7"].n + Object.keys(map)[0]',
];

for (const use of uses) {
  test(`${use} is what it is of values that are all there`, () => {
    const list = Array.from({ length: 200 }, (_, n) => ({ n }));
    const map = Object.fromEntries(list.map(({ n }) => [n === 7 ? '7' : `k${n}`, { n }]));
    const expected: unknown = new Function('list', 'map', `return ${use}`)(list, map) ?? 'undefined';
    const found = evaluateExpression(use, { list, map });
    assert.deepEqual(found, expected);
    assert.equal(JSON.stringify(found), JSON.stringify(expected), 'in this order');
  });
}

test('a member of many that is changed leaves the others, and their order', () => {
  const map = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`k${n}`, { n }]));
  const { left } = evaluateChange('map.k150.n = -1; delete map.k3', { map }, { map: null });
  const after = left['map'] as typeof map;
  assert.deepEqual(
    Object.keys(after),
    Object.keys(map).filter((key) => key !== 'k3'),
  );
  assert.deepEqual(after['k150'], { n: -1 });
  assert.equal(after['k4'], map['k4']);
});

test('a change deep in a long list changes that item alone, and a look at it none', () => {
  const session = { list: Array.from({ length: 200 }, (_, n) => ({ n, tags: ['x'] })), other: { a: 1 } };
  const change = (code: string) =>
    evaluateChange(code, { session }, { session: null }).left['session'] as typeof session;
  assert.equal(change('session.list[150].n + session.list.length'), session);
  const after = change('session.list[3].n; session.list[150].tags.push("y")');
  assert.deepEqual(after.list[150], { n: 150, tags: ['x', 'y'] });
  assert.deepEqual(
    after.list.filter((item, index) => item !== session.list[index]).map(({ n }) => n),
    [150],
  );
  assert.equal(after.other, session.other);
  const moved = change(
    'session.other.first = session.list[70]; session.list[70].n = -1; session.list.length = 80',
  );
  assert.deepEqual(moved.list.length, 80);
  assert.deepEqual([moved.list[70]?.n, moved.list[69]], [-1, session.list[69]]);
  assert.deepEqual(moved.other, { a: 1, first: { n: -1, tags: ['x'] } });
});

test('a condition that is asked again sees the values of then', () => {
  const prepared = prepareExpression('let most = 5; session.n > most');
  assert.deepEqual(
    [3, 7, 4].map((n) => prepared.isTrue({ session: { n } })),
    [false, true, false],
  );
  assert.throws(() => prepared.isTrue({ n: 1 }), { message: /session is not defined/ });
});

test('what is no JSON is left for a field to refuse in its words', () => {
  assert.ok(readTypedValue('new Date(1)', names) instanceof Date);
  assert.equal(typeof readTypedValue('() => 1', names), 'function');
  assert.throws(() => readTypedValue('plain text', names), { message: /Put a text in quotes/ });
});
