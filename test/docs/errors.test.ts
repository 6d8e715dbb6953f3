import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { severities } from '../../runtime/extract/problem.ts';

const root = distFile('..');

/** Codes as the factories of errors and problems are called with them. */
function codesInSource(): ReadonlySet<string> {
  const codes = new Set<string>();
  const files = readdirSync(path.join(root, 'runtime'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(path.join(root, 'runtime', file), 'utf8');
    const pattern =
      /(?:new (?:BackstepError|DapError|CliError|LoadError|ProgramError)|recordingError|misuse|notJson|\bfail|StopRun)\(\s*'([a-z]+(?:-[a-z]+)*)'/g;
    for (const [, code] of text.matchAll(pattern)) codes.add(code as string);
  }
  return codes;
}

test('every error code is explained in docs/errors.md or docs/problems.md', () => {
  const codes = codesInSource();
  assert.ok(codes.size > 25, `only ${codes.size} codes were found`);
  const page = ['errors', 'problems']
    .map((name) => readFileSync(path.join(root, `docs/${name}.md`), 'utf8'))
    .join();
  const missing = [...codes].filter((code) => !page.includes(`\`${code}\``));
  assert.deepEqual(missing, []);
});

test('every problem is in the table of problems, as grave as it is', () => {
  const table = readFileSync(path.join(root, 'docs/problems.md'), 'utf8');
  const told = new Map<string, string>();
  for (const [, codes = '', severity = ''] of table.matchAll(/^\| (`[^|]*?) *\| ([a-z]+)/gm)) {
    for (const [, code = ''] of codes.matchAll(/`([^`]+)`/g)) told.set(code, severity);
  }
  told.delete('undrawn-transition');
  assert.deepEqual(Object.fromEntries(told), severities);
});
