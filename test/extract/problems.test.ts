import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { extract } from '../../runtime/extract/extract.ts';
import { allProblems, checkProblems, type Files, header, steps } from './check.ts';

function row(name: string, files: Files, expected: string): void {
  test(name, () => checkProblems(files, expected));
}

/** Options and class body of a workflow over `members`, from line 3 on. */
function flow(members: string, body: string, options = ''): string {
  return `${header}
enum State { ${members} }
@workflow({ states: State, start: State.A, ${options} }) class Flow {
${body} }`;
}

for (const name of ['answer-refinement', 'answer-refinement-endless']) {
  test(`no problem in the example ${name}`, () => {
    assert.deepEqual(allProblems(extract(distFile(`../examples/${name}.ts`))), []);
  });
}

// States and steps.
row('a good workflow', flow('A, B', `@step(State.A) a() { return State.B }\n@step(State.B) b() {}`), ``);
row(
  'a state without a step',
  flow('A,\nB', `@step(State.A) a() { return State.B }`),
  `main.ts:3 missing-step`,
);
row(
  'two steps for a state',
  flow('A', `@step(State.A) a() {}\n@step(State.A) a2() {}`),
  `main.ts:5 duplicate-step`,
);
row(
  'two states with one value',
  flow('A = 1, B = 1', `@step(State.A) a() {}`),
  `main.ts:2 duplicate-state\nmain.ts:2 missing-step`,
);
row(
  'a step for no state',
  flow('A', `@step(State.A) a() {}\n@step(State.X) x() {}`),
  `main.ts:5 unknown-state`,
);
row(
  'a step whose state is computed',
  flow('A', `@step(State.A) a() {}\n@step(pick()) x() {}`),
  `main.ts:5 options-not-static`,
);
row(
  'a target that is no state',
  flow('A', `@step(State.A) a() { return State.X }`),
  `main.ts:4 unknown-state`,
);
row(
  'an onError that is no state',
  flow('A', `@step(State.A, { onError: State.X }) a() {}`),
  `main.ts:4 unknown-state`,
);
row(
  'a target that cannot be read',
  flow('A', `@step(State.A) a(data: any) { return data.next }`),
  `main.ts:4 unknown-target`,
);
row(
  'names that stand for something else',
  `${header}\n@workflow({ states: ['A', '#done', '*'], start: 'A' })\nclass Flow {\n@step('A') a() { return '#done' }\n@step('#done') b() { return '*' }\n@step('*') c() {} }`,
  'main.ts:2 bad-state-name\nmain.ts:2 bad-state-name',
);
row('a decorator returned', flow('A', `@step(State.A) a() { return step(State.A) }`), `main.ts:4 bad-return`);
row('null returned', flow('A', `@step(State.A) a() { return null }`), `main.ts:4 bad-return`);
row(
  'no states',
  `${header}\n@workflow({ start: 'A' }) class Flow { @step('A') a() {} }`,
  `main.ts:2 no-states`,
);
row(
  'an empty enum',
  `${header}\nenum State {} @workflow({ states: State, start: 1 }) class Flow {}`,
  `main.ts:2 no-states\nmain.ts:2 start-not-a-state`,
);
row('no options', `${header}\n@workflow() class Flow {}`, `main.ts:2 no-states`);
row(
  'a start that is no state',
  `${header}\nenum State { A } @workflow({ states: State, start: State.X }) class Flow { @step(State.A) a() {} }`,
  `main.ts:2 start-not-a-state`,
);
row(
  'no start',
  `${header}\nenum State { A } @workflow({ states: State }) class Flow { @step(State.A) a() {} }`,
  `main.ts:2 start-not-a-state`,
);
row(
  'options that are computed',
  `${header}\nenum State { A }\n@workflow(makeOptions()) class Flow { @step(State.A) a() {} }`,
  `main.ts:3 options-not-static`,
);
row(
  'retries that are computed',
  flow('A', `@step(State.A, { retry: { attempts: Number(process.env.N) } }) a() {}`),
  `main.ts:4 options-not-static`,
);

row(
  'a step on a private method',
  flow('A', `@step(State.A) #a() {}`),
  `main.ts:4 misplaced-step\nmain.ts:2 missing-step`,
);
row(
  'a step on a static method',
  flow('A', `@step(State.A) static a() {}`),
  `main.ts:4 misplaced-step\nmain.ts:2 missing-step`,
);
row(
  'a step on a field',
  flow('A', `@step(State.A) a = () => done();`),
  `main.ts:4 misplaced-step\nmain.ts:2 missing-step`,
);
row('a step with its name in brackets', flow('A', `@step(State.A) ['a']() {}`), ``);

// Ways through the graph.
row(
  'a state that nobody goes to',
  flow('A, B', `@step(State.A) a() {}\n@step(State.B) b() {}`),
  `main.ts:5 unreachable-state`,
);
row(
  'a state that only an unknown target may go to',
  flow('A, B', `@step(State.A) a(data: any) { return data.x }\n@step(State.B) b() {}`),
  `main.ts:4 unknown-target`,
);
row(
  'a state that only an error leads to',
  flow('A, B', `@step(State.A, { onError: State.B }) a() {}\n@step(State.B) b() {}`),
  ``,
);
row(
  'a ring',
  flow('A, B', `@step(State.A) a() { return State.B }\n@step(State.B) b() { return State.A }`),
  `main.ts:4 ring-without-exit`,
);
row(
  'a ring with a compensation, which is no way out',
  flow(
    'A, B',
    `@step(State.A) a() { return State.B }\n@compensate(State.A) undo() {}\n@step(State.B) b() { return State.A }`,
  ),
  `main.ts:4 ring-without-exit`,
);
row(
  'a ring that one step leaves',
  flow(
    'A, B',
    `@step(State.A) a() { return State.B }\n@step(State.B) b(d: any) { return d ? State.A : done() }`,
  ),
  ``,
);
row(
  'a ring that an error leaves',
  flow(
    'A, B',
    `@step(State.A) a(d: any) { if (d) throw new Error(); return State.B }\n@step(State.B) b() { return State.A }`,
  ),
  ``,
);
row(
  'a ring that goes on as a new run',
  flow('A, B', `@step(State.A) a() { return State.B }\n@step(State.B) b() { return continueAs({}) }`),
  ``,
);
row(
  'a step that goes to itself',
  flow('A', `@step(State.A) a() { return State.A }`),
  `main.ts:4 ring-without-exit`,
);
row(
  'a ring behind an exit',
  flow(
    'A, B, C',
    `@step(State.A) a(d: any) { return d ? done() : State.B }\n@step(State.B) b() { return State.C }\n@step(State.C) c() { return State.B }`,
  ),
  `main.ts:5 ring-without-exit`,
);
row(
  'a step that never returns',
  flow('A', `@step(State.A) async a() { for (;;) { await tick(); } }`),
  `main.ts:4 dead-end`,
);
row('a step that only throws', flow('A', `@step(State.A) a() { throw new Error('no') }`), ``);
row(
  'a directive that is not returned',
  flow(
    'A, B',
    `@step(State.A) async a(d: any) {
  if (d) goto(State.B);
  [1].forEach(() => { goto(State.B); });
  await sleep('1d');
  return State.B;
}
@step(State.B) b() {}`,
  ),
  `main.ts:5 lost-directive\nmain.ts:7 lost-directive`,
);
row(
  'a function that is called as a directive is',
  flow(
    'A',
    `@step(State.A) async a(_: null, { sleep }: any) { await sleep(5); const done = () => 5; done(); }`,
  ),
  ``,
);
row(
  'a step that goes on or ends without a word',
  flow(
    'A, B',
    `@step(State.A) a(d: any) { if (d) return State.B; }\n@step(State.B) b(d: any) { if (d) return done(); }`,
  ),
  `main.ts:4 implicit-done`,
);
row(
  'a switch that knows all cases',
  flow(
    'A, B',
    `@step(State.A) a(d: 'b' | 'c') {
  switch (d) {
    case 'b': return State.B;
    case 'c': return done();
    default: d satisfies never;
  }
}
@step(State.B) b() {}`,
  ),
  ``,
);
row(
  'a wait without timeout',
  flow('A', `@step(State.A) a() { return waitFor('go', { then: State.A }) }`),
  `main.ts:4 wait-without-timeout\nmain.ts:4 ring-without-exit`,
);
row(
  'a wait with a timeout',
  flow(
    'A, B',
    `@step(State.A) a() { return waitFor('go', { then: State.B, timeout: '1d', onTimeout: State.B }) }\n@step(State.B) b() {}`,
  ),
  ``,
);
row(
  'a branch that goes on',
  flow(
    'A, B, C',
    `@step(State.A) a(d: any) { return fanOut(State.B, d, { join: State.C }) }\n@step(State.B) b() { return State.C }\n@step(State.C) c() {}`,
  ),
  `main.ts:4 branch-never-finishes\nmain.ts:4 join-unreachable`,
);
row(
  'a branch that writes the session',
  flow(
    'A, B, C',
    `@step(State.A) a(d: any) { return fanOut(State.B, d, { join: State.C }) }
@step(State.B) b(item: any, { session }: any) {
  session.found.push(item);
  session.n++;
  const mine = session.list.slice(); mine.sort();
  for (const other of session.list) other.seen = true;
  look(session);
  return done(add(session));
}
@step(State.C) c(_: any, { session }: any) { session.ready = true }`,
    'session: () => ({ found: [], n: 0, list: [], ready: false })',
  ).replace('enum', 'declare const look: any;\nconst add = (s: any) => { s.n = 2; return s.n };\nenum'),
  `main.ts:8 branch-writes-session\nmain.ts:9 branch-writes-session`,
);
row(
  'a step that runs as a branch and by itself',
  flow(
    'A, B, C',
    `@step(State.A) a(d: any) { return d ? fanOut(State.B, d, { join: State.C }) : State.B }
@step(State.B) b(item: any, { session }: any) { session.n = 1; return done(item) }
@step(State.C) c() {}`,
    'session: () => ({ n: 0 })',
  ),
  `main.ts:5 branch-writes-session`,
);
row('a compensation', flow('A', `@step(State.A) a() {}\n@compensate(State.A) undo() {}`), ``);
row(
  'a compensation without a step',
  flow('A,\nB', `@step(State.A) a() {}\n@compensate(State.B) undo() {}`),
  `main.ts:3 missing-step\nmain.ts:6 compensation-without-step`,
);

// The session and the instance.
row(
  'a session key that nobody writes',
  flow('A', `@step(State.A) a(d: any, { session }: any) { return done(session.x) }`),
  `main.ts:4 session-path-never-written`,
);
row(
  'a session key that the factory makes',
  flow(
    'A',
    `@step(State.A) a(d: any, { session }: any) { return done(session.x) }`,
    `session: () => ({ x: 1 })`,
  ),
  ``,
);
row(
  'a session key that another step writes',
  flow(
    'A, B',
    `@step(State.A) a(d: any, { session }: any) { session.x = 1; return State.B }\n@step(State.B) b(d: any, { session }: any) { return done(session.x) }`,
  ),
  ``,
);
row(
  'a session that a helper elsewhere may write',
  flow('A', `@step(State.A) a(d: any, { session }: any) { fill(session); return done(session.x) }`),
  ``,
);
row(
  'a session made by a call',
  flow(
    'A',
    `@step(State.A) a(d: any, { session }: any) { return done(session.x) }`,
    `session: () => makeSession()`,
  ),
  ``,
);
row(
  'a session that is spread',
  flow(
    'A',
    `@step(State.A) a(d: any, { session }: any) { return done(session.x) }`,
    `session: () => ({ ...base() })`,
  ),
  ``,
);
row(
  'a session that is no JSON',
  flow(
    'A',
    `@step(State.A) a() {}`,
    `session: () => ({ at: new Date(), list: [new Map()], f: () => 1, ok: new Date().toISOString() })`,
  ),
  `main.ts:3 non-json-session\nmain.ts:3 non-json-session\nmain.ts:3 non-json-session`,
);
row(
  'a field across steps',
  flow(
    'A, B',
    `n = 0; @step(State.A) a() { this.n = 1; return State.B }\n@step(State.B) b() { return this.n ? done() : fail('x') }`,
  ),
  `main.ts:5 instance-field-across-steps`,
);
row(
  'a field across steps, through a helper',
  flow(
    'A, B',
    `n = 0; set() { this.n = 1 } @step(State.A) a() { this.set(); return State.B }\n@step(State.B) b() { return done(this.n) }`,
  ),
  `main.ts:5 instance-field-across-steps`,
);
row(
  'a static field across steps, and across visits of one',
  flow(
    'A, B',
    `static n = 0; static most = 3;
@step(State.A) a() { Flow.n++; return Flow.n < Flow.most ? State.A : State.B }
@step(State.B) b() { return done(Flow.n) }`,
  ),
  `main.ts:5 static-field-across-steps\nmain.ts:6 static-field-across-steps`,
);
row(
  'a field within a step',
  flow(
    'A, B',
    `n = 0; @step(State.A) a() { this.n = 1; log(this.n); return State.B }\n@step(State.B) b() {}`,
  ),
  ``,
);
row(
  'a field that never changes',
  flow(
    'A, B',
    `n = 0; @step(State.A) a() { log(this.n); return State.B }\n@step(State.B) b() { log(this.n) }`,
  ),
  ``,
);

// Code that cannot be followed.
row(
  'an import of nothing',
  {
    'main.ts': `${header}\nimport { State } from './nowhere';\n@workflow({ states: State, start: State.A }) class Flow { @step(State.A) a() {} }`,
  },
  `main.ts:3 missing-import`,
);
row(
  'the language from nowhere',
  `import { workflow, step } from './nowhere';\nenum State { A } @workflow({ states: State, start: State.A }) class Flow { @step(State.A) a() {} }`,
  `main.ts:1 missing-import`,
);
row(
  'the language without import',
  `enum State { A } @workflow({ states: State, start: State.A }) class Flow {\n@step(State.A) a() {} }`,
  `main.ts:1 missing-import\nmain.ts:2 missing-import`,
);
row(
  'modules that export each other and nothing else',
  {
    'main.ts': `${header}\nimport { State } from './a';\n@workflow({ states: State, start: State.A }) class Flow { @step(State.A) a() {} }`,
    'a.ts': `export * from './b';`,
    'b.ts': `export * from './a';`,
  },
  `main.ts:3 options-not-static`,
);
row(
  'a base class from elsewhere',
  flow('A, B', `@step(State.A) a() {}`).replace('class Flow', 'class Flow extends Elsewhere'),
  `main.ts:3 unknown-base`,
);
row(
  'a class that extends itself',
  flow('A', `@step(State.A) a() {}`).replace('class Flow', 'class Flow extends Flow'),
  `main.ts:3 unknown-base`,
);

test('every problem names a remedy in one sentence', () => {
  const broken = steps(
    { A: `return data.x ? State.X : data.next;`, B: `return State.B;` },
    `@step(State.A) again() {}`,
  );
  for (const { message } of allProblems(extract('/project/main.ts', { text: broken }))) {
    assert.match(message, /^[A-Z`@\w].*: .*\.$|^.*\. Return .*\.$/s, message);
  }
});
row(
  'options that there are not',
  flow('A', `@step(State.A, { retries: 3 }) a() {}`, `sesion: () => ({})`),
  `main.ts:4 unknown-option\nmain.ts:3 unknown-option`,
);
