import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateChange, evaluateExpression, prepareExpression } from '../../runtime/adapter/expression.ts';

const names = { session: { list: [{ a: 1 }], user: { name: 'Ada' } }, data: ['x'], input: {} };
const taken = { session: null, data: null };

/** Looks for anything whose prototypes are not those of the realm, along all that an expression can get hold of. */
const search = `
  const ways = new Map();
  function note(value, way) {
    if ((typeof value === 'object' && value !== null || typeof value === 'function') && !ways.has(value)) ways.set(value, way);
  }
  function thrownBy(act, way) { try { note(act(), way); } catch (error) { note(error, way); } }
  note(globalThis, 'globalThis');
  note(session, 'session');
  thrownBy(() => { const deep = () => session.list[0].a + deep(); deep(); }, 'overflow');
  thrownBy(() => { let n = 0; const deep = () => { try { session.user.name; n++; deep(); } catch (error) { note(error, 'caught'); throw error; } }; deep(); }, 'rethrown');
  thrownBy(() => session.user.x(), 'missing');
  thrownBy(() => { session = 1; }, 'set');
  thrownBy(() => Object.freeze(session), 'frozen');
  thrownBy(() => Object.setPrototypeOf(session, null), 'prototype');
  thrownBy(() => eval('1'), 'eval');
  thrownBy(() => Function('return 1'), 'Function');
  thrownBy(() => (async () => {}).constructor('return 1'), 'AsyncFunction');
  Error.prepareStackTrace = (error, sites) => { note(error, 'traced'); note(sites, 'sites'); return sites; };
  for (const site of new Error().stack) for (const name of ['getThis', 'getFunction']) note(site[name](), name);
  const seen = [];
  for (const [value, way] of ways) {
    let last = value;
    for (let up = value; up !== null; up = Object.getPrototypeOf(up)) { last = up; note(up, way + '.__proto__'); }
    const bare = last === value || last === Object.prototype || last === Object.getPrototypeOf(globalThis);
    if (!bare) seen.push(way);
    for (const key of Reflect.ownKeys(value)) {
      let property;
      try { property = Reflect.getOwnPropertyDescriptor(value, key); } catch { continue; }
      for (const part of ['value', 'get', 'set']) note(property?.[part], way + '.' + String(key));
    }
  }
  [ways.size > 500, seen]`;

test('nothing that an expression gets hold of is of the adapter', () => {
  assert.deepEqual(evaluateExpression(search, names), [true, []]);
});

/** A number generator whose sequence is the same each time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const roots = ['session', 'data', 'input', 'globalThis', '[]', '({})', '(() => 1)', '"x"', 'Object', 'this'];
const members = [
  '.constructor',
  '.__proto__',
  '.prototype',
  '["const" + "ructor"]',
  '.list',
  '.user',
  '[0]',
  '.map((x) => x.constructor)',
  '.hasOwnProperty',
  '.valueOf()',
  '.call',
  '("return process")()',
  '()',
  '.caller',
  '.apply(null, [])',
];
const ends = ['', '.polluted = 1', ' = 1', '.env', '.exit(1)', '.toString = () => 1', '.push(1)'];

/** The keys of what all code of this process shares. */
function shared(): readonly string[] {
  const intrinsics = [
    Object,
    Array,
    Function,
    String,
    Number,
    Promise,
    Error,
    Map,
    Reflect,
    JSON,
    globalThis,
  ];
  return intrinsics.flatMap((one) => [
    ...Reflect.ownKeys(one).map(String),
    ...('prototype' in one ? Reflect.ownKeys(one.prototype as object).map(String) : []),
  ]);
}

test('no expression reaches the prototypes of the adapter, or its process', () => {
  const pick = random(7);
  const before = shared();
  const given = structuredClone(names);
  let worked = 0;
  for (let round = 0; round < 3_000; round++) {
    let expression = roots[pick(roots.length)] as string;
    for (let length = 1 + pick(4); length > 0; length--)
      expression += members[pick(members.length)] as string;
    expression += ends[pick(ends.length)] as string;
    try {
      const { value } = evaluateChange(expression, names, taken);
      assert.notEqual(value, process, expression);
      assert.ok(typeof value !== 'object' || value === null || !('pid' in value), expression);
      worked++;
    } catch (error) {
      assert.ok(
        error instanceof Error && 'code' in error && error.code === 'bad-expression',
        `${expression}: ${error}`,
      );
    }
  }
  assert.ok(worked > 300, `${worked} expressions gave a value`);
  assert.deepEqual(shared(), before);
  assert.deepEqual(names, given);
});

for (const [what, code] of [
  ['iterates', 'Array.prototype[Symbol.iterator] = function () { for (;;); }'],
  ['describes members', 'Object.prototype.value = 1; Object.prototype.writable = true'],
  ['reads texts', 'String.prototype.toString = RegExp.prototype.exec = () => { for (;;); }'],
] as const) {
  test(`a condition that replaces what ${what} ends when it is asked again, and so do others`, () => {
    const condition = prepareExpression(`${code}; true`);
    const other = prepareExpression('session.list.length === 1');
    for (let time = 0; time < 3; time++) {
      assert.equal(condition.isTrue(names), true);
      assert.equal(other.isTrue(names), true);
    }
  });
}
