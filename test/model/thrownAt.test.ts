import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thrownAt } from '../../runtime/model/thrownAt.ts';

const rows: readonly [name: string, at: readonly string[], file: string | null][] = [
  ['a path', ['f (/project/flow.ts:3:5)'], '/project/flow.ts'],
  ['an address with escapes', ['f (file:///project/a%20b.ts:3:5)'], '/project/a b.ts'],
  ['a drive', ['file:///C:/project/flow.ts:3:5'], 'C:/project/flow.ts'],
  ['a share of a server', ['f (file://server/share/flow.ts:3:5)'], '//server/share/flow.ts'],
  ['a % that is no escape alone', ['f (file:///project/100%.ts:3:5)'], null],
  [
    'a % that is no escape, above another line',
    ['f (file:///project/100%.ts:1:2)', 'g (/project/flow.ts:3:5)'],
    '/project/flow.ts',
  ],
];

for (const [name, at, file] of rows)
  test(`thrownAt: ${name}`, () => {
    const stack = ['Error: x', ...at.map((line) => `    at ${line}`)].join('\n');
    const found = thrownAt({ name: 'Error', message: 'x', code: null, stack, retryable: false });
    assert.deepEqual(found, file === null ? null : { file, line: 3, column: 5 });
  });
