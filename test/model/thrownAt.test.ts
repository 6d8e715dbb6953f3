import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thrownAt } from '../../runtime/model/thrownAt.ts';

const rows: readonly [name: string, at: readonly string[], file: string | null][] = [
  ['a path', ['f (/work/flow.ts:3:5)'], '/work/flow.ts'],
  ['an address with escapes', ['f (file:///work/a%20b.ts:3:5)'], '/work/a b.ts'],
  ['a drive', ['file:///C:/work/flow.ts:3:5'], 'C:/work/flow.ts'],
  ['a share of a server', ['f (file://server/share/flow.ts:3:5)'], '//server/share/flow.ts'],
  ['a % that is no escape alone', ['f (file:///work/100%.ts:3:5)'], null],
  [
    'a % that is no escape, above another line',
    ['f (file:///work/100%.ts:1:2)', 'g (/work/flow.ts:3:5)'],
    '/work/flow.ts',
  ],
];

for (const [name, at, file] of rows)
  test(`thrownAt: ${name}`, () => {
    const stack = ['Error: x', ...at.map((line) => `    at ${line}`)].join('\n');
    const found = thrownAt({ name: 'Error', message: 'x', code: null, stack, retryable: false });
    assert.deepEqual(found, file === null ? null : { file, line: 3, column: 5 });
  });
