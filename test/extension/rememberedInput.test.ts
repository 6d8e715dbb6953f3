import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rememberedInput } from '../../extension/rememberedInput.ts';
import type { Json } from '../../runtime/language/json.ts';

/** An input, the rules of redaction, and whether the input is kept. */
const rows: readonly (readonly [Json, readonly string[], boolean])[] = [
  ['rain', [], true],
  [{ apiKey: 'k' }, [], true],
  [{ apiKey: 'k' }, ['apiKey'], false],
  [{ topic: 'rain' }, ['apiKey'], true],
  [[{ users: [{ token: 't' }] }], ['users.token'], false],
  [{ token: 't' }, ['users.token'], true],
  [{ token: 't' }, ['input.token'], false],
  ['rain', ['input'], false],
  ['r'.repeat(20_000), [], false],
];

for (const [input, rules, isKept] of rows) {
  const shown = JSON.stringify(input).slice(0, 40);
  test(`an input ${shown} is ${isKept ? '' : 'not '}kept where recordings leave out [${rules.join()}]`, () => {
    assert.equal(rememberedInput(input, rules), isKept ? JSON.stringify(input) : null);
  });
}
