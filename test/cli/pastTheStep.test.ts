import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, shellIn } from './shell.ts';

const { backstep, write } = shellIn('past');

/** The first step leaves something behind that goes wrong while the second works. */
const left = (what: string): string => `
import { type Context, done, step, workflow } from 'backstep';
@workflow({ states: ['A', 'B'], start: 'A', session: () => ({ x: '' }) })
export class Leaving {
  @step('A') a(_: null, { session }: Context<{ session: { x: string } }>) {
    setTimeout(() => { ${what} }, 5);
    return 'B';
  }
  @step('B') async b() { await new Promise((go) => setTimeout(go, 5000)); return done(); }
}
`;

const rows: readonly (readonly [file: string, what: string, code: string])[] = [
  ['throws.ts', "throw new Error('in a timer');", 'uncaught-error'],
  ['writes.ts', "session.x = 'late';", 'session-closed'],
];

for (const [name, what, code] of rows) {
  test(`what goes wrong past every step tells its place and the way on: ${code}`, () => {
    const file = write(name, left(what));
    const { status, stdout, stderr } = backstep('run', file);
    const id = /run (\S+)/.exec(stdout)?.[1] as string;
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`\\[${code}\\]`));
    assert.match(stderr, new RegExp(`${name}:6:\\d+`));
    assert.ok(stderr.endsWith(`\nTo go on after its last finished step: backstep resume ${id}.\n`), stderr);
    const { error } = json(backstep('run', file, '--json'));
    assert.equal(error.code, code);
    assert.match(error.message, /backstep resume \S+\.$/);
    assert.match(backstep('show', id).stdout, /\nto go on: backstep resume \S+\n$/);
  });
}
