import { test } from 'node:test';
import { checkEdges } from './check.ts';
import { projectRows } from './projectRows.ts';

for (const { name, files, expected } of projectRows) {
  test(name, () => checkEdges(files, expected));
}
