import assert from 'node:assert/strict';
import { test } from 'node:test';
import Ajv from 'ajv';
import { sessionSchema } from '../../extension/sessionSchema.ts';
import type { Json } from '../../runtime/language/json.ts';

const recorded: readonly Json[] = [
  { answer: null, rounds: 0, messages: [] },
  { answer: 'long', rounds: 1, messages: [{ role: 'user', text: 'Why?' }], score: 0.5 },
  { answer: 'short', rounds: 2, messages: [{ role: 'model', text: 'Because.', tokens: 3 }], score: 1 },
];
const schema = sessionSchema(recorded, ['rounds', 'user.name', 'messages.length', 'answer']);

test('the kinds of what was recorded, the values as examples, and the paths that only the source knows', () => {
  assert.deepEqual(schema, {
    type: ['object'],
    properties: {
      answer: { type: ['null', 'string'], examples: [null, 'long', 'short'] },
      rounds: { type: ['number'], examples: [0, 1, 2] },
      messages: {
        type: ['array'],
        items: {
          type: ['object'],
          properties: {
            role: { type: ['string'], examples: ['user', 'model'] },
            text: { type: ['string'], examples: ['Why?', 'Because.'] },
            tokens: { type: ['number'], examples: [3] },
          },
          required: ['role', 'text'],
        },
      },
      score: { type: ['number'], examples: [0.5, 1] },
      user: { properties: { name: {} } },
    },
    required: ['answer', 'rounds', 'messages'],
  });
});

const rows: readonly (readonly [what: string, session: Json, valid: boolean])[] = [
  ['what was recorded', recorded[1] as Json, true],
  ['a new key', { ...(recorded[0] as object), added: true }, true],
  ['another kind of value', { ...(recorded[0] as object), rounds: 'two' }, false],
  ['a key too few', { answer: null, rounds: 0 }, false],
  ['an item of another kind', { ...(recorded[0] as object), messages: [{ role: 1, text: '' }] }, false],
  ['a list as session', [], false],
];

for (const [what, session, valid] of rows) {
  test(`validation: ${what} is ${valid ? 'sound' : 'reported'}`, () => {
    assert.equal(new Ajv({ strict: false }).validate(schema, session), valid);
  });
}

test('a value that was never set may become anything', () => {
  const open = sessionSchema([{ answer: null }], []);
  assert.deepEqual(open.properties, { answer: { examples: [null] } });
});

test('a key with the name of something that every object has is a key as any other', () => {
  const odd = sessionSchema([JSON.parse('{"constructor": 1, "__proto__": {"a": 1}}')], []);
  assert.deepEqual(Object.keys(odd.properties ?? {}), ['constructor', '__proto__']);
});

test('the type that the source gives the session holds, and the run adds the values that were there', () => {
  const typed = sessionSchema([{ mode: 'fast', rounds: 1, notes: [{ text: 'a' }], seen: 1 }], [], {
    type: 'object',
    rest: null,
    members: {
      mode: {
        optional: false,
        value: {
          type: 'union',
          of: [
            { type: 'literal', value: 'fast' },
            { type: 'literal', value: 'slow' },
          ],
        },
      },
      rounds: { optional: true, value: { type: 'number' } },
      notes: { optional: false, value: { type: 'array', items: { type: 'any' } } },
    },
  });
  assert.deepEqual(typed.required, ['mode', 'notes']);
  assert.deepEqual(typed.properties?.['mode'], {
    anyOf: [{ enum: ['fast'] }, { enum: ['slow'] }],
    examples: ['fast'],
  });
  assert.deepEqual(typed.properties?.['rounds'], { type: ['number'], examples: [1] });
  assert.deepEqual(typed.properties?.['notes']?.items?.properties?.['text']?.type, ['string']);
  const validate = new Ajv({ strict: false }).compile(typed);
  assert.equal(validate({ mode: 'slow', notes: [] }), true);
  assert.equal(validate({ mode: 'other', notes: [] }), false);
  assert.equal(validate({ mode: 'slow', notes: [], rounds: null }), false);
});
