import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Field, fieldOf } from '../../extension/payloadField.ts';
import { dataTypeOf } from '../../runtime/extract/dataType.ts';

/** A field in words: what a person is asked, in turn. */
function asked(field: Field): string {
  switch (field.type) {
    case 'fixed':
      return JSON.stringify(field.value);
    case 'pick':
      return field.choices
        .map((choice) =>
          choice.field.type === 'fixed' ? choice.label : `${choice.label}: ${asked(choice.field)}`,
        )
        .join(' | ');
    case 'members':
      return field.members
        .map((member) => `${member.name}${member.optional ? '?' : ''} (${asked(member.field)})`)
        .join(', ');
    case 'json':
      return `JSON ${field.skeleton}`;
    case 'text':
    case 'number':
      return field.type;
    default:
      return field satisfies never;
  }
}

const many = Array.from({ length: 13 }, (_, index) => `f${index}: string`).join('; ');

/** What is asked of a person for data of a type. */
const rows: readonly (readonly [type: string, expected: string])[] = [
  ['string', 'text'],
  ['number', 'number'],
  ['boolean', 'true | false'],
  ['null', 'null'],
  ["'yes' | 'no' | 3", '"yes" | "no" | 3'],
  ['boolean | null', 'true | false | null'],
  ['string | null', 'string: text | null'],
  ['Decision', 'approved (true | false), by (text)'],
  ['{ at: Decision; why?: string }', 'at (approved (true | false), by (text)), why? (text)'],
  ["{ kind: 'a' } | { kind: 'b'; n: number }", '{ kind }: kind ("a") | { kind, n }: kind ("b"), n (number)'],
  ['string[]', 'JSON [""]'],
  ['{ tags: readonly string[]; note?: string }', 'tags (JSON [""]), note? (text)'],
  ['Record<string, number>', 'JSON {}'],
  ['Tree', 'value (number), left? (value (number), left? (value (number), left? (JSON {"value":0})))'],
  ['Elsewhere', 'JSON null'],
  [
    `{ ${many} }`,
    `JSON ${JSON.stringify(Object.fromEntries(Array.from({ length: 13 }, (_, n) => [`f${n}`, ''])))}`,
  ],
];

for (const [type, expected] of rows) {
  test(`a payload of the type ${type.slice(0, 60)}`, () => {
    const text = `import type { Elsewhere } from './elsewhere';
interface Decision { approved: boolean; readonly by: string }
interface Tree { value: number; left?: Tree }
@workflow({ states: ['A'], start: 'A' })
export class Flow { @step('A') a(data: ${type}) { return done(data); } }`;
    const read = dataTypeOf('/flow.ts', text, 'Flow', 'a');
    assert.ok(read);
    assert.equal(asked(fieldOf(read)), expected);
  });
}

test('the type of data is that of the method which has a body, of a base class too; none where none is written', () => {
  const text = `class Base { @step('B') b({ n }: { n: number }) { return done(n); } }
@workflow({ states: ['A', 'B'], start: 'A', name: 'named' })
export class Flow extends Base { a(data: string): string; @step('A') a(data: number) { return 'B'; } @step('C') c(data) {} }`;
  assert.deepEqual(dataTypeOf('/flow.ts', text, 'named', 'a'), { type: 'number' });
  assert.equal(dataTypeOf('/flow.ts', text, 'Flow', 'b')?.type, 'object');
  assert.equal(dataTypeOf('/flow.ts', text, 'Flow', 'c'), null);
  assert.equal(dataTypeOf('/flow.ts', text, 'Flow', 'nowhere'), null);
});
