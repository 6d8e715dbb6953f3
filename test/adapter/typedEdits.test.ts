import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { editRemarks } from '../../runtime/adapter/editRemarks.ts';
import { typeMismatch } from '../../runtime/adapter/typeMismatch.ts';
import { sessionTypeOf } from '../../runtime/extract/sessionType.ts';
import { valueAt } from '../../runtime/language/applyPatches.ts';
import type { Json, Path } from '../../runtime/language/json.ts';
import type { Patch } from '../../runtime/language/patch.ts';
import type { RequestFailed } from './dapClient.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

const source = `import { type Context, done, step, workflow } from 'backstep';
import type { Foreign } from './elsewhere';
interface User { readonly name: string; age?: number; tags: readonly string[] }
type Mood = 'good' | 'bad';
type Tree = { value: number; children: Tree[] };
type Session = { user: User; mood: Mood; note: string | null; by: Record<string, number>; far: Foreign; tree: Tree; open: { [key: string]: boolean } };
type Ctx = Context<{ session: Session }>;
enum State { A = 'A' }
@workflow({ states: State, start: State.A, session: () => ({ user: { name: 'a', tags: [] }, mood: 'good', note: null, by: {}, far: 1, tree: { value: 1, children: [] }, open: {} }) })
export class Typed {
  @step(State.A) a(_: null, { session }: Ctx) { session.note = 'x'; return done(); }
}
@workflow({ states: State, start: State.A, name: 'inline' })
export class Inline {
  @step(State.A) a(_: null, context: Context<{ session: { n: number } }>) { return done(context.session.n); }
}
@workflow({ states: State, start: State.A })
export class Untyped {
  @step(State.A) a() { return done(); }
}
`;

const rows: readonly (readonly [Path, Json, RegExp | null])[] = [
  [['user', 'name'], 'b', null],
  [['user', 'name'], 3, /^session\.user\.name is a string in the workflow's types: 3 does not fit\.$/],
  [['user'], { name: 'b', tags: ['x'] }, null],
  [['user'], { name: 'b', tags: ['x', 5] }, /^session\.user\.tags\[1\] is a string/],
  [['user'], { tags: [] }, /^session\.user\.name is a string in the workflow's types: it is missing\.$/],
  [['user'], { name: 'b', tags: [], age: '7' }, /^session\.user\.age is a number/],
  [['user', 'tags'], 'x', /is an array/],
  [['user', 'tags', 0], false, /^session\.user\.tags\[0\] is a string/],
  [['mood'], 'bad', null],
  [['mood'], 'sad', /^session\.mood is "good" or "bad"/],
  [['note'], null, null],
  [['note'], 1, /is a string or null/],
  [['by', 'any name'], 1, null],
  [['by'], { a: 'x' }, /^session\.by\.a is a number/],
  [['far'], { whatever: [1] }, null],
  [
    ['tree'],
    { value: 1, children: [{ value: 2, children: [{ value: 'x', children: [] }] }] },
    /children\[0\]\.children\[0\]\.value is a number/,
  ],
  [['open', 'x'], 3, /is a boolean/],
  [['new'], 3, null],
];

test('values are held to the type that the steps give their session', () => {
  const type = sessionTypeOf('/flow.ts', source, 'Typed');
  assert.ok(type);
  for (const [path, value, expected] of rows) {
    const found = typeMismatch(type, value, 'session', path);
    if (expected === null) assert.equal(found, null);
    else assert.match(found ?? 'fits', expected);
  }
  assert.deepEqual(sessionTypeOf('/flow.ts', source, 'inline'), {
    type: 'object',
    members: { n: { value: { type: 'number' }, optional: false } },
    rest: null,
  });
  assert.equal(sessionTypeOf('/flow.ts', source, 'Untyped'), null);
  assert.equal(sessionTypeOf('/flow.ts', 'class {', 'Typed'), null);
});

test('an edit that does not fit is refused in the views, and can be made in the console', async () => {
  await withDebugging(async ({ launch, client, evaluate, scope }, folder) => {
    const file = join(folder, 'typed.ts');
    writeFileSync(file, source);
    await launch(file, { workflow: 'Typed' });
    const set = (expression: string, value: string): Promise<unknown> =>
      client.request('setExpression', { expression, value });
    await assert.rejects(set('session.mood', '"sad"'), { code: 'bad-type' });
    await set('session.mood', '"bad"');
    await evaluate('session.mood = "sad"');
    assert.equal((await scope('Session'))['mood'], '"sad"');
    const remark = await client.event<{ category: string; output: string }>('output');
    assert.deepEqual(
      [remark.category, remark.output],
      [
        'console',
        'session.mood is "good" or "bad" in the workflow\'s types: "sad" does not fit. It is set all the same; :undo takes it back.\n',
      ],
    );
  });
});

test('a session that is edited as a whole is refused as a whole, and every place is named that the edit spoilt', async () => {
  await withDebugging(async ({ launch, client, evaluate, scope }, folder) => {
    const file = join(folder, 'typed.ts');
    writeFileSync(file, source);
    await launch(file, { workflow: 'Typed' });
    await evaluate('session.mood = "sad"');
    const edit = (changed: object): Promise<unknown> => {
      const value = { user: { name: 'a', tags: [] }, mood: 'sad', note: null, by: {}, far: 1, open: {} };
      const tree = { value: 1, children: [] };
      return client.request('backstep/edit', { target: 'session', value: { ...value, tree, ...changed } });
    };
    await assert.rejects(edit({ note: 'kept?', user: { name: 'b', tags: [5] }, by: { ada: 'x' } }), {
      code: 'bad-type',
      message:
        'session.user.tags[0] is a string in the workflow\'s types: 5 does not fit. session.by.ada is a number in the workflow\'s types: "x" does not fit. To set it all the same, assign it in the console.',
    });
    assert.equal((await scope('Session'))['note'], 'null');
    await edit({ note: 'kept' });
    const { note, mood } = await scope('Session');
    assert.deepEqual([note, mood], ['"kept"', '"sad"'], 'what did not fit before is as it was');
  });
});

test('what did not fit before stands in the way of no other edit, wherever in a list it goes', async () => {
  await withDebugging(async ({ launch, client, evaluate, scope }, folder) => {
    const file = join(folder, 'typed.ts');
    writeFileSync(file, source);
    await launch(file, { workflow: 'Typed' });
    const leaf = (value: Json): Json => ({ value, children: [] });
    await evaluate('session.tree.children = [{ value: "old", children: [] }, { value: 2, children: [] }]');
    const edit = (...children: readonly Json[]): Promise<unknown> => {
      const value = { user: { name: 'a', tags: [] }, mood: 'good', note: null, by: {}, far: 1, open: {} };
      return client.request('backstep/edit', {
        target: 'session',
        value: { ...value, tree: { value: 1, children } },
      });
    };
    await edit(leaf('old'), leaf(3));
    await edit(leaf(0), leaf('old'), leaf(4));
    assert.match((await scope('Session'))['tree'] ?? '', /children/);
    await assert.rejects(edit(leaf('new'), leaf('old'), { value: 'x', children: [leaf(true)] }), {
      code: 'bad-type',
      message:
        'session.tree.children[0].value is a number in the workflow\'s types: "new" does not fit. session.tree.children[2].value is a number in the workflow\'s types: "x" does not fit. session.tree.children[2].children[0].value is a number in the workflow\'s types: true does not fit. To set it all the same, assign it in the console.',
    });
  });
});

test('an edit that is begun before a move is not made after it', async () => {
  const edits = [
    ['setExpression', { expression: 'session.note', value: '"late"' }],
    ['backstep/edit', { target: 'session', value: { note: 'late' } }],
  ] as const;
  for (const [command, args] of edits) {
    await withDebugging(async ({ launch, client, move, position, scope }, folder) => {
      const file = writeWorkflow(
        folder,
        ['A', 'B'],
        `@step(State.A) a(_: null, { session }: Context<{ session: { note: string } }>) { session.note += 'x'; return State.B; }
  @step(State.B) b() { return State.A; }`,
        `session: () => ({ note: '' }),`,
      );
      await launch(file);
      await move('next');
      await move('stepBack');
      const [edit, moved] = await Promise.allSettled([
        client.request(command, args),
        client.request('next', { threadId: 1 }),
      ]);
      assert.equal(moved.status, 'fulfilled');
      await client.event('stopped');
      const { note } = await scope('Session');
      if (edit.status === 'rejected') {
        const { code } = edit.reason as RequestFailed;
        assert.ok(code === 'running' || code === 'stale-reference', code);
        assert.equal(note, '"x"');
      } else assert.equal(note, '"latex"', 'it was made in time, and the step ran with it');
      assert.deepEqual([position().seq, position().mode], [1, 'live']);
    });
  }
});

/** What the console says of patches, with a session before and after. */
function checkRemarks(
  name: string,
  change: Record<string, Json>,
  path: Path,
  expected: readonly RegExp[],
  workflow = 'Typed',
): void {
  test(`an assignment in the console: ${name}`, () => {
    const before = { user: { name: 'a', tags: [] }, mood: 'good', note: null, by: {} };
    const after: Json = { ...before, ...change };
    const type = sessionTypeOf('/flow.ts', source, workflow);
    const value = valueAt(after, path);
    const patch: Patch = value === undefined ? { op: 'delete', path } : { op: 'set', path, value };
    const found = editRemarks([patch], { before, after, type });
    assert.equal(found.length, expected.length, found.join('\n'));
    for (const [index, words] of expected.entries()) assert.match(found[index] ?? '', words);
  });
}

checkRemarks('a value that fits', { mood: 'bad' }, ['mood'], []);
checkRemarks(
  'a value of another type',
  { note: 3 },
  ['note'],
  [/^session\.note is a string or null .* 3 does not fit\. It is set all the same; :undo takes it back\.$/],
);
checkRemarks(
  'a misspelt member',
  { moood: 'bad' },
  ['moood'],
  [/^session\.moood is in none of the workflow's types\. Did you mean session\.mood\? It is set/],
);
checkRemarks(
  'a member that nothing is like',
  { quite: 1 },
  ['quite'],
  [/^session\.quite is in none of the workflow's types\. It is set/],
);
checkRemarks('a member of a table', { by: { ada: 1 } }, ['by', 'ada'], []);
checkRemarks(
  'a misspelt member of a member',
  { user: { name: 'a', tags: [], nane: 'b' } },
  ['user', 'nane'],
  [/^session\.user\.nane .* Did you mean session\.user\.name\?/],
);
checkRemarks(
  'a member that is taken away',
  { user: { tags: [] } },
  ['user', 'name'],
  [/session\.user\.name is a string .* it is missing/],
);
checkRemarks(
  'a misspelt member where no type is known',
  { moood: 'bad' },
  ['moood'],
  [/^session\.moood is new\. Did you mean session\.mood\?/],
  'Untyped',
);
checkRemarks('a new member where no type is known', { quite: 1 }, ['quite'], [], 'Untyped');
