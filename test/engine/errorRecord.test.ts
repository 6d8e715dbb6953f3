import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorRecord } from '../../runtime/engine/errorRecord.ts';

const refusing = { get: () => assert.fail('looked at'), getPrototypeOf: () => assert.fail('looked at') };
const cyclic = new Error('cycle');
cyclic.cause = cyclic;

const thrown: readonly (readonly [what: string, thrown: unknown, name: string, message: string])[] = [
  ['a text', 'text', 'thrown value', 'text'],
  ['nothing', undefined, 'thrown value', 'undefined'],
  ['a symbol', Symbol('s'), 'thrown value', 'Symbol(s)'],
  ['an object', { a: 1 }, 'thrown value', '{ a: 1 }'],
  [
    'a proxy that throws',
    new Proxy({}, refusing),
    'thrown value',
    'something that throws when it is looked at',
  ],
  [
    'a proxy of an error',
    new Proxy(new Error('inner'), refusing),
    'thrown value',
    'something that throws when it is looked at',
  ],
  [
    'an error whose message throws',
    Object.defineProperty(new Error(), 'message', { get: () => assert.fail('looked at') }),
    'thrown value',
    'something that throws when it is looked at',
  ],
  [
    'an error with fields of other types',
    Object.assign(new Error(), { name: null, message: 5, stack: {} }),
    'Error',
    '5',
  ],
  ['an error that causes itself', cyclic, 'Error', 'cycle'],
];

for (const [what, value, name, message] of thrown) {
  test(`${what} that is thrown is recorded`, () => {
    const record = errorRecord(value);
    assert.deepEqual([record.name, record.message], [name, message]);
    assert.deepEqual(JSON.parse(JSON.stringify(record)), record);
    assert.ok((record.stack?.split('Caused by').length ?? 1) <= 1, 'no cause is told twice');
  });
}

test('the frames that apply decorators are left out, and the static block of a class of the user is not', () => {
  const error = new Error('no states');
  const kept = [
    'Error: no states',
    '    at states (/app/flow.ts:3:9)',
    '    at <static_initializer> (/app/flow.ts:4:3)',
  ];
  const made = [
    '    at __esDecorate (/app/flow.ts:19:40)',
    '    at Function.<static_initializer> (/app/flow.ts:5:1)',
  ];
  error.stack = [...kept, ...made].join('\n');
  assert.equal(errorRecord(error).stack, kept.join('\n'));
});
