import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { dataTypeOf } from '../../runtime/extract/dataType.ts';
import { sessionTypeOf } from '../../runtime/extract/sessionType.ts';
import type { ValueType } from '../../runtime/model/valueType.ts';

const files: Readonly<Record<string, string>> = {
  'types.ts': `import type { Depth as Deep } from './more/index.ts';
import type { Ctx } from './flow.ts';
export interface Topic { words: string; depth: Deep; }
export type { Mood as Feeling } from './more';
export * from './more/rest';
export type Endless = Round;
export type { Round } from './more/rest';
type Hidden = 'hidden';
export type { Hidden as Shown };
export type { Ctx };`,
  'more/index.ts': "export type Depth = number; export type Mood = 'good' | 'bad';",
  'more/rest.ts': `import type { Endless } from '../types';
export type Rest = boolean;
export type Round = Endless;
export interface State { rounds: number }`,
  'context.ts': `import type { Context } from 'backstep';
import type { State } from './more/rest';
export type Shared = Context<{ session: State }>;`,
  'node_modules/pkg/index.d.ts': 'export type Foreign = string;',
  'node_modules/pkg/package.json': '{ "name": "pkg", "types": "index.d.ts" }',
};

/** Files that each export all of the others, and of which the last has a type. */
const ring = Array.from({ length: 12 }, (_, at) => at);
const ringText = (at: number): string =>
  ring
    .filter((other) => other !== at)
    .map((other) => `export * from './ring${other}';`)
    .join('\n') + (at === ring.length - 1 ? '\nexport type Last = string;' : '');

let folder = '';
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'types-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  for (const at of ring) writeFileSync(path.join(folder, `ring${at}.ts`), ringText(at));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function flow(data: string): string {
  return `import type { Context } from 'backstep';
import type { Endless, Feeling, Missing, Rest, Shown, Topic as Theme } from './types';
import type { Foreign } from 'pkg';
import type { Nothing } from './nowhere';
import type { Last, Unknown } from './ring0';
import type { Shared } from './context';
@workflow({ states: ['A'], start: 'A' })
export class Flow { @step('A') a(data: ${data}, { session }: Shared) { return done(); } }`;
}

const rows: readonly (readonly [string, ValueType])[] = [
  [
    'Theme',
    {
      type: 'object',
      members: {
        words: { value: { type: 'string' }, optional: false },
        depth: { value: { type: 'number' }, optional: false },
      },
      rest: null,
    },
  ],
  [
    'Feeling',
    {
      type: 'union',
      of: [
        { type: 'literal', value: 'good' },
        { type: 'literal', value: 'bad' },
      ],
    },
  ],
  ['Rest', { type: 'boolean' }],
  ['Shown', { type: 'literal', value: 'hidden' }],
  ['Endless', { type: 'any' }],
  ['Missing', { type: 'any' }],
  ['Nothing', { type: 'any' }],
  ['Foreign', { type: 'any' }],
  ['Last', { type: 'string' }],
  // Along every way through the ring this would take for ever.
  ['Unknown', { type: 'any' }],
];

for (const [type, expected] of rows) {
  test(`the imported type ${type} is ${expected.type}`, () => {
    assert.deepEqual(dataTypeOf(path.join(folder, 'flow.ts'), flow(type), 'Flow', 'a'), expected);
  });
}

test('the type of the session is found by way of an imported context', () => {
  const found = sessionTypeOf(path.join(folder, 'flow.ts'), flow('null'), 'Flow');
  assert.deepEqual(found, {
    type: 'object',
    members: { rounds: { value: { type: 'number' }, optional: false } },
    rest: null,
  });
});

test('of a type whose members all hold it again the first levels are read', () => {
  const members = Array.from({ length: 8 }, (_, at) => `m${at}?: Node;`).join(' ');
  const text = `${flow('Node')}\ninterface Node { ${members} name: string }`;
  let found = dataTypeOf(path.join(folder, 'flow.ts'), text, 'Flow', 'a');
  for (const level of ['the first', 'the second', 'the third']) {
    assert.equal(found?.type, 'object', level);
    assert.deepEqual(found.members['name']?.value, { type: 'string' }, level);
    found = found.members['m7']?.value ?? null;
  }
});
