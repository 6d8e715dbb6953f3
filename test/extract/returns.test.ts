import { test } from 'node:test';
import { checkStep } from './check.ts';
import { returnRows } from './returnRows.ts';

for (const { name, body, expected, members } of returnRows) {
  test(name, () => checkStep(body, expected, members));
}
