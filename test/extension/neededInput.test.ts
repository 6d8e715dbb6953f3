import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { needsInput } from '../../extension/neededInput.ts';
import { extract } from '../../runtime/extract/extract.ts';
import { inputTypeOf } from '../../runtime/extract/inputType.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** Parameters of a start step, and whether a run that nobody gave an input would be without it. */
const rows: readonly (readonly [string, boolean])[] = [
  ['', false],
  ['input', false],
  ['_: null', false],
  ['_: unknown', false],
  ['input: any', false],
  ['input: undefined', false],
  ['input: string | null', false],
  ['input: Topic | undefined', false],
  ['input: Maybe', false],
  ['input?: Topic', false],
  ["input: string = 'rain'", false],
  ['input: Elsewhere', false],
  ['input: string', true],
  ["input: 'short' | 'long'", true],
  ['input: readonly string[]', true],
  ['input: Topic', true],
  ['{ topic }: { topic: string }', true],
  ['_: unknown, context: Context<{ input: Topic }>', true],
  ['_: unknown, { input }: Ctx', true],
  ['_: unknown, context: Context<{ input: Topic | null }>', false],
  ['_: null, context: Context<{ session: Topic }>', false],
];

for (const [parameters, needed] of rows) {
  test(`start(${parameters}) ${needed ? 'needs' : 'needs no'} input`, () => {
    const text = `import { type Context, done, step, workflow } from 'backstep';
import type { Elsewhere } from './elsewhere';
interface Topic { topic: string }
type Maybe = Topic | null;
type Ctx = Context<{ input: Topic; session: { n: number } }>;
@workflow({ states: ['A'], start: 'A' })
export class Flow { @step('A') a(${parameters}) { return done(); } }`;
    assert.equal(needsInput(inputTypeOf('/flow.ts', text, 'Flow', 'a')), needed);
  });
}

test('every example but the one that says so, and every template, starts without being asked', () => {
  const needing: string[] = [];
  for (const folder of ['examples', 'extension/media/templates']) {
    for (const name of readdirSync(path.join(root, folder)).filter((one) => /\.(ts|template)$/.test(one))) {
      const file = path.join(root, folder, name);
      const text = readFileSync(file, 'utf8').replaceAll('__NAME__', 'Template');
      for (const { name: workflow, states, start } of extract(file, { text }).workflows) {
        const handler = states.find(({ id }) => id === start)?.handler;
        assert.ok(handler, `${name} has a start step`);
        if (needsInput(inputTypeOf(file, text, workflow, handler))) needing.push(workflow);
      }
    }
  }
  assert.deepEqual(needing, ['LibrarySearch']);
});
