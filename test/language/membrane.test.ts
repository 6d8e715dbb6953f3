import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { applyPatches, invertPatches } from '../../runtime/language/applyPatches.ts';
import { commitTree } from '../../runtime/language/committed.ts';
import type { Json, JsonObject } from '../../runtime/language/json.ts';
import { openMembrane } from '../../runtime/language/membrane.ts';
import { toJson, withoutProxies } from '../../runtime/language/settle.ts';

// What user code sees of a session: anything goes, as in a workflow without types.
// biome-ignore lint/suspicious/noExplicitAny: the tests change values of any shape, as user code does.
type Draft = { [key: string]: any };

/** Runs a change on the session and on a plain copy; both must agree, before, after, forwards and backwards. */
function check(name: string, before: object, change: (session: Draft) => void, patches?: unknown): void {
  test(name, () => {
    const base = toJson(before, 'session') as JsonObject;
    const untouched = JSON.stringify(base);
    const plain = structuredClone(before) as Draft;
    change(plain);
    const membrane = openMembrane(base, 'session', null);
    change(membrane.view as Draft);
    assert.equal(
      inspect(membrane.view, { depth: 9 }),
      inspect(plain, { depth: 9 }),
      'prints like plain data',
    );
    const result = membrane.commit();
    const after = JSON.parse(JSON.stringify(plain)) as Json;
    assert.deepEqual(result.value, after);
    assert.deepEqual(applyPatches(base, result.patches), after, 'patches lead to the value');
    assert.deepEqual(
      applyPatches(after, invertPatches(base, result.patches)),
      JSON.parse(untouched),
      'and back',
    );
    assert.equal(JSON.stringify(base), untouched, 'the committed value is unchanged');
    if (patches !== undefined) assert.deepEqual(result.patches, patches);
  });
}

const messages = [
  { role: 'user', text: 'a' },
  { role: 'model', text: 'b' },
  { role: 'user', text: 'c' },
];

check('reading changes nothing', { messages }, (s) => void JSON.stringify(s), []);
check('a counter is one set', { rounds: 1, other: {} }, (s) => s['rounds']++, [
  { op: 'set', path: ['rounds'], value: 2 },
]);
check('push is one run and one insert', { messages }, (s) => s['messages'].push({ role: 'x' }), [
  { op: 'array', path: ['messages'], pieces: [{ start: 0, count: 3 }, { insert: [{ role: 'x' }] }] },
]);
check(
  'spread is the same as push',
  { messages },
  (s) => (s['messages'] = [...s['messages'], { role: 'x' }]),
  [{ op: 'array', path: ['messages'], pieces: [{ start: 0, count: 3 }, { insert: [{ role: 'x' }] }] }],
);
check(
  'a sliding window keeps its runs',
  { messages },
  (s) => (s['messages'] = [...s['messages'].slice(1), { role: 'x' }]),
  [{ op: 'array', path: ['messages'], pieces: [{ start: 1, count: 2 }, { insert: [{ role: 'x' }] }] }],
);
check('splice', { messages }, (s) => s['messages'].splice(1, 1), [
  {
    op: 'array',
    path: ['messages'],
    pieces: [
      { start: 0, count: 1 },
      { start: 2, count: 1 },
    ],
  },
]);
check('sorting moves items', { messages }, (s) => s['messages'].reverse(), [
  {
    op: 'array',
    path: ['messages'],
    pieces: [
      { start: 2, count: 1 },
      { start: 1, count: 1 },
      { start: 0, count: 1 },
    ],
  },
]);
check(
  'a write inside a moved item follows it',
  { messages },
  (s) => {
    s['messages'].shift();
    s['messages'][0].text = 'changed';
  },
  [
    { op: 'array', path: ['messages'], pieces: [{ start: 1, count: 2 }] },
    { op: 'set', path: ['messages', 0, 'text'], value: 'changed' },
  ],
);
check(
  'replacing items by copies compares them in depth',
  { messages },
  (s) => {
    s['messages'] = s['messages'].map((m: object) => ({ ...m, done: true }));
  },
  [0, 1, 2].map((i) => ({ op: 'set', path: ['messages', i, 'done'], value: true })),
);
check(
  'replacing an object by a copy with a change is the change',
  { user: { name: 'a', age: 1 } },
  (s) => {
    s['user'] = { ...s['user'], age: 2 };
  },
  [{ op: 'set', path: ['user', 'age'], value: 2 }],
);
check('delete', { a: 1, b: 2 }, (s) => delete s['a'], [{ op: 'delete', path: ['a'] }]);
check('undefined properties are dropped', { a: 1, b: 2 }, (s) => (s['a'] = undefined), [
  { op: 'delete', path: ['a'] },
]);
check('one object under two names', { a: { n: 1 }, b: {} as object }, (s) => {
  s['b'] = s['a'];
  s['b'].n = 2;
});
check('an own object stays its own', { a: {} as object }, (s) => {
  const own = { list: [1] };
  s['a'] = own;
  own.list.push(2);
  s['a'].list.push(3);
});
check('a property called __proto__', JSON.parse('{"a":{"__proto__":{"x":1}}}'), (s) => {
  s['b'] = s['a'];
});
check('a container that moved into a new one', { items: messages, picked: null }, (s) => {
  s['picked'] = { first: s['items'][0], rest: s['items'].slice(1) };
});

check('a write to an item of a copied list is a write to the item', { messages }, (s) => {
  for (const message of s['messages'].slice(-2)) message.seen = true;
  const [first] = s['messages'];
  first.seen = false;
});
check('a list that grows while it is walked', { messages }, (s) => {
  for (const message of s['messages']) if (s['messages'].length < 6) s['messages'].push({ ...message });
});
check('a list whose end is cut off and written anew', { messages }, (s) => {
  s['messages'].length = 1;
  s['messages'].push({ role: 'x' }, { role: 'y' });
});

test('slice does what it does on plain lists', () => {
  const places = fc.option(
    fc.oneof(fc.integer({ min: -6, max: 6 }), fc.constantFrom(1.7, -1.7, Number.NaN, Infinity, -Infinity)),
    { nil: undefined },
  );
  const membrane = openMembrane(commitTree({ list: [[1], 2, [3], { n: 4 }] }), 'session', null);
  const { list } = membrane.view as Draft;
  fc.assert(
    fc.property(places, places, (start, end) => {
      assert.deepEqual(list.slice(start, end), [[1], 2, [3], { n: 4 }].slice(start, end));
    }),
  );
});

const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y'), fc.constant(null));
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { maxKeys: 3 }),
  ),
})).node;
const session = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tree, { maxKeys: 4 });
const operation = fc.record({
  path: fc.array(fc.nat(5), { maxLength: 4 }),
  kind: fc.constantFrom(
    'set',
    'delete',
    'push',
    'shift',
    'sort',
    'spread',
    'window',
    'alias',
    'copy',
    'reverse',
  ),
  value: tree,
});

/** Walks by counting containers, so that random numbers always lead somewhere. */
function change(root: Draft, { path, kind, value }: { path: number[]; kind: string; value: unknown }): void {
  let at: Draft = root;
  for (const n of path) {
    const children = Object.keys(at).filter((key) => typeof at[key] === 'object' && at[key] !== null);
    if (children.length === 0) break;
    at = at[children[n % children.length] as string];
  }
  const keys = Object.keys(at);
  const key = keys[(path[0] ?? 0) % Math.max(1, keys.length)] ?? 'a';
  const fresh = structuredClone(value);
  if (kind === 'set') at[Array.isArray(at) ? (keys.length ? key : 0) : key] = fresh;
  else if (kind === 'alias') root['alias'] = path.length === 0 ? fresh : at;
  else if (Array.isArray(at)) {
    if (kind === 'push') at.push(fresh);
    if (kind === 'shift') at.shift();
    if (kind === 'sort') at.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    if (kind === 'reverse') at.reverse();
    if (kind === 'spread') root['a'] = [...at, fresh];
    if (kind === 'window') root['b'] = [...at.slice(1), fresh];
  } else if (kind === 'delete') delete at[key];
  else if (kind === 'copy') root['c'] = { ...at, c: fresh };
}

function cyclic(value: unknown, above: unknown[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return above.includes(value) || Object.values(value).some((child) => cyclic(child, [...above, value]));
}

test('random changes agree with plain data, and their patches lead there and back', () => {
  fc.assert(
    fc.property(session, fc.array(operation, { maxLength: 8 }), (before, operations) => {
      const plain = structuredClone(before) as Draft;
      const base = toJson(before, 'session') as JsonObject;
      const membrane = openMembrane(base, 'session', null);
      for (const op of operations) {
        change(plain, op);
        if (cyclic(plain)) {
          change(membrane.view as Draft, op);
          assert.throws(() => membrane.commit(), { code: 'not-json' });
          return;
        }
        change(membrane.view as Draft, op);
      }
      const { value, patches } = membrane.commit();
      const after = JSON.parse(JSON.stringify(plain)) as Json;
      assert.deepEqual(value, after);
      const stored = JSON.parse(JSON.stringify(patches)) as typeof patches;
      assert.deepEqual(applyPatches(base, stored), after);
      assert.deepEqual(applyPatches(after, invertPatches(base, stored)), JSON.parse(JSON.stringify(before)));
    }),
    { numRuns: 3000 },
  );
});

test('a write after the step throws, and names the path', () => {
  const membrane = openMembrane(commitTree({ list: [{ n: 1 }] }), 'session', null);
  const item = (membrane.view as Draft)['list'][0];
  membrane.commit();
  membrane.close('the step CHECKED has ended');
  assert.throws(() => (item.n = 2), {
    code: 'session-closed',
    message: /session\.list\[0\]\.n.*CHECKED has ended/,
  });
});

test('no proxy leaves', () => {
  const membrane = openMembrane(commitTree({ list: [{ n: 1 }], user: { name: 'a' } }), 'session', null);
  const view = membrane.view as Draft;
  view['user'].name = 'b';
  const left = withoutProxies({ messages: [...view['list']], user: view['user'] });
  assert.deepEqual(structuredClone(left), { messages: [{ n: 1 }], user: { name: 'b' } });
});

test('containers that many ways lead to are looked into once, and cycles keep their form', () => {
  const membrane = openMembrane(commitTree({ user: { name: 'a' } }), 'session', null);
  let wide: unknown = (membrane.view as Draft)['user'];
  for (let i = 0; i < 60; i++) wide = { left: wide, right: wide };
  let left = withoutProxies(wide) as Draft;
  for (let i = 0; i < 60; i++) left = left['left'];
  assert.deepEqual(structuredClone(left), { name: 'a' });

  const inner: Draft = {};
  const cyclic: Draft = { inner, again: [inner, inner], user: (membrane.view as Draft)['user'], apart: {} };
  inner['outer'] = cyclic;
  const copy = withoutProxies(cyclic) as Draft;
  assert.equal(copy['inner'].outer, copy);
  assert.equal(copy['apart'], cyclic['apart'], 'what holds no proxy stays itself');
  assert.deepEqual(structuredClone(copy)['inner'].outer.user, { name: 'a' });
});

check('a property that is defined is one that is assigned', { a: { n: 1 } }, (s) => {
  Object.defineProperty(s, 'b', {
    value: 2,
    enumerable: true,
    writable: true,
    configurable: true,
  });
});

test('a property that is defined without attributes is kept, and read again', () => {
  const base = commitTree({ a: { n: 1 } });
  const membrane = openMembrane(base, 'session', null);
  const view = membrane.view as Draft;
  Object.defineProperty(view, 'b', { value: base.a });
  assert.deepEqual(view['b'].n, 1);
  view['b'].n = 2;
  assert.deepEqual(membrane.commit().value, { a: { n: 1 }, b: { n: 2 } });
  assert.throws(() => Object.defineProperty(view, 'c', { value: 1, configurable: false }), {
    code: 'not-json',
    message: /session\.c cannot be hidden or fixed: assign the value/,
  });
});

test('negative zero is zero, as it is after a rewind', () => {
  assert.ok(Object.is((toJson({ n: -0 }, 'session') as Draft)['n'], 0));
});

for (const [value, message] of [
  [{ user: { createdAt: new Date(0) } }, /^session\.user\.createdAt is a Date: store an ISO string/],
  [{ a: [undefined] }, /^session\.a\[0\] is undefined/],
  [{ n: Number.NaN }, /^session\.n is NaN/],
  [{ m: new Map() }, /^session\.m is a Map: store Object\.fromEntries/],
  [{ f: () => 1 }, /^session\.f is a function/],
  [{ 'odd key': 1n }, /^session\["odd key"\] is a bigint/],
  [{ e: new (class Account {})() }, /^session\.e is an Account: store a plain object/],
] as const) {
  test(`refused: ${message.source}`, () => {
    assert.throws(() => toJson(value, 'session'), { code: 'not-json', message });
  });
}
