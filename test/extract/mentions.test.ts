import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { createExtractor } from '../../runtime/extract/extract.ts';
import type { Mention } from '../../runtime/model/graph.ts';
import { header } from './check.ts';

const marks: Readonly<Record<string, string>> = { declaration: '!', value: '=', use: '' };

/**
 * Every `‹name›` of the files is a mention of a state of Flow and nothing else is: with `!` it is the declaration, with
 * `=` what a member holds, with `?` it may mean something else.
 */
function check(
  name: string,
  files: string | { readonly [name: string]: string },
  others: readonly string[] = [],
): void {
  test(name, () => {
    const given = typeof files === 'string' ? { 'main.ts': files } : files;
    const texts = Object.entries(given).map(([file, marked]) => ({
      file: path.join('/project', file),
      text: marked.replace(/‹|›[!=]?\??/g, ''),
    }));
    const extractor = createExtractor((file) => texts.find((one) => one.file === file)?.text);
    const { mentions: found } = extractor.stateNames('/project/main.ts', 'Flow', {
      others: others.map((file) => path.join('/project', file)),
    });
    const shown = texts.map(({ file, text }) => [
      path.basename(file),
      marked(
        text,
        found.filter((one) => one.file === file),
      ),
    ]);
    assert.deepEqual(Object.fromEntries(shown), given);
  });
}

function marked(text: string, mentions: readonly Mention[]): string {
  const lines = text.split('\n');
  for (const { state, line, column, endColumn, role, certain } of [...mentions].sort(
    (a, b) => b.column - a.column,
  )) {
    const before = lines[line - 1] ?? '';
    const word = before.slice(column - 1, endColumn - 1);
    if (role !== 'value') assert.equal(word, state);
    const sign = `${marks[role]}${certain ? '' : '?'}`;
    lines[line - 1] = `${before.slice(0, column - 1)}‹${word}›${sign}${before.slice(endColumn - 1)}`;
  }
  return lines.join('\n');
}

check(
  'members of an enum, wherever they stand, and what they hold',
  `${header}
enum State {
  ‹A›! = '‹A›=', // then B
  ‹B›! = '‹b›=',
}
const first = State.‹A›;
const log = 'B';
@workflow({ states: State, start: first })
class Flow {
  @step(State.‹A›)
  A(data: State.‹B›): State.‹A› | State.‹B› {
    // State.B is next.
    return data ? goto(State['‹B›'], 'State.A') : this.State.B;
  }
  @step(State.‹B›) b(x: string) { return x === '‹A›=?' ? '‹A›=' : State.‹A›; }
}
const Other = { A: 'x' };
Other.A;
`,
);

check(
  'members of a const object, and their values where a state is returned by one',
  `${header}
const State = { ‹A›!: '‹a›=', ‹B›!: '‹b›=' } as const;
@workflow({ states: State, start: State.‹A› })
class Flow {
  @step(State.‹A›) a() { return '‹b›='; }
  @step('‹b›=') b() { return State.‹A›; }
}
`,
);

check(
  'strings, only where a state is meant',
  `${header}
const log = 'one';
@workflow({ states: ['‹one›!', "‹two›!"], start: '‹one›', session: () => ({ at: 'one' }) })
class Flow {
  @step('‹one›', { onError: '‹two›' })
  one(kind: string, { session }: { session: { at: string } }) {
    session.at = 'two';
    if (session.at === '‹one›?') return '‹two›';
    const next = kind ? '‹one›' : \`‹two›\`;
    const table: Record<string, string> = { one: '‹two›', x: '‹one›' };
    return kind === '‹two›?' ? next : table[kind] ?? goto('‹two›', { at: 'one' });
  }
  @step('‹two›')
  two() { return sleep('1d', '‹one›'); }
}
const after = goto('one');
`,
);

check(
  'literal unions, by their types',
  `${header}
type State = '‹one›' | '‹two›';
type Kind = 'one' | 'three';
const states = ['‹one›!', '‹two›!'] as const satisfies readonly State[];
const words: Record<State, string> = { ‹one›: 'one', '‹two›': 'Two' };
function pick(state: State, kind: Kind): State {
  if (state === '‹one›' && kind === 'one') return '‹two›';
  switch (state) { case '‹two›': return '‹one›'; default: return state; }
}
let mine: State = '‹one›';
@workflow({ states, start: '‹one›' })
class Flow {
  @step('‹one›') one(kind: Kind) { return pick('‹one›', kind); }
  @step('‹two›') two() { return words['‹two›'] ? '‹one›' : done('one'); }
}
`,
);

check(
  'states of another file, and places in a file that no graph was read from',
  {
    'main.ts': `${header}
import { State, helper } from './states.js';
@workflow({ states: State, start: State.‹A› })
class Flow {
  @step(State.‹A›) a() { return helper(); }
  @step(State.‹B›) b() {}
}
`,
    'states.ts': `export enum State { ‹A›!, ‹B›! }
export const helper = () => State.‹B›;
`,
    'labels.ts': `import { State as S } from './states.js';
import * as all from './states.js';
export const labels = { [S.‹A›]: 'A', [all.State.‹B›]: 'B' };
enum State { A, B }
State.A;
`,
  },
  ['labels.ts'],
);

check(
  'two workflows that share a list share its states',
  `${header}
const states = ['‹one›!', '‹two›!'] as const;
@workflow({ states, start: '‹one›' }) class Flow { @step('‹one›') one() { return '‹two›'; } @step('‹two›') two() {} }
@workflow({ states, start: '‹two›' }) class Other { @step('‹one›') one() {} @step('‹two›') two() { return '‹one›'; } }
@workflow({ states: ['one'], start: 'one' }) class Third { @step('one') one() {} }
`,
);

test('nothing for a file that is not there, and for a workflow that it does not have', () => {
  const extractor = createExtractor(() => undefined);
  const none = { areMembers: false, mentions: [] };
  assert.deepEqual(extractor.stateNames('/project/main.ts', 'Flow'), none);
  const texts = [{ file: '/project/main.ts', text: `${header}\n@workflow({}) class Flow {}` }];
  assert.deepEqual(extractor.stateNames('/project/main.ts', 'Other', { texts }), none);
});
