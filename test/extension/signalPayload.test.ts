import assert from 'node:assert/strict';
import { test } from 'node:test';
import { payloadMistake, readPayload } from '../../extension/signalPayload.ts';
import type { Json } from '../../runtime/language/json.ts';

const rows: readonly (readonly [typed: string, payload: Json, mistake: boolean])[] = [
  ['', null, false],
  ['  ', null, false],
  ['{"approved": true}', { approved: true }, false],
  ['[1, 2]', [1, 2], false],
  ['42', 42, false],
  ['false', false, false],
  ['"quoted"', 'quoted', false],
  ['yes, please', 'yes, please', false],
  ['{approved: true}', '{approved: true}', true],
  ['"open', '"open', true],
];

for (const [typed, payload, mistake] of rows) {
  test(`a payload typed as ${JSON.stringify(typed)}`, () => {
    assert.equal(payloadMistake(typed) !== null, mistake);
    if (!mistake) assert.deepEqual(readPayload(typed), payload);
  });
}
