import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import { extractText, steps } from './check.ts';

/** The body of a step that takes `(data, { session, config, llm, ...ctx })`; expected: `reads | writes | calls`. */
function row(name: string, body: string, expected: string, members = ''): void {
  test(name, () => checkFacts(steps({ A: body }, members), expected));
}

function checkFacts(source: string, expected: string): void {
  const state = extractText(source).workflows[0]?.states[0];
  assert.ok(state);
  const parts = [state.reads, state.writes, state.calls].map((list) => list.join(' '));
  assert.equal(parts.join(' | '), expected);
}

row('nothing', ``, ` |  | `);
row('a read', `return done(session.answer);`, `answer |  | `);
row('a nested read', `return done(session.user.name);`, `user.name |  | `);
row('a write', `session.answer = data;`, ` | answer | `);
row('a nested write', `session.user.name = data;`, ` | user.name | `);
row('both at once', `session.rounds += 1; session.tries++;`, `rounds tries | rounds tries | `);
row('a list that grows', `session.messages.push(data);`, ` | messages | `);
row('a list that is replaced', `session.messages = [...session.messages, data];`, `messages | messages | `);
row('a method that changes nothing', `return done(session.answer.trim().length);`, `answer |  | `);
row('a length', `if (session.messages.length > 3) return done();`, `messages |  | `);
row('a deleted key', `delete session.draft;`, ` | draft | `);
row('an index', `session.items[0].done = true; return done(session.items[1]);`, `items | items | `);
row('a key in quotes', `return done(session['answer']);`, `answer |  | `);
row('a key that is computed', `session.byName[data.name] = session.current;`, `current | byName | `);
row(
  'a name taken out',
  `const { answer, user: { name } } = session; return done(answer + name);`,
  `answer user.name |  | `,
);
row('a name taken out and not used', `const { answer } = session; return done();`, ` |  | `);
row('a list by another name', `const { messages } = session; messages.push(data);`, ` | messages | `);
row('an object by another name', `const user = session.user; user.name = data;`, ` | user.name | `);
row(
  'a copied number',
  `let { rounds } = session; rounds += 1; session.rounds = rounds;`,
  `rounds | rounds | `,
);
row('a name of its own', `const session2 = { answer: 1 }; session2.answer = 2;`, ` |  | `);
row('a shadowed session', `for (const session of data) { session.x = 1; }`, ` |  | `);
row('an item of a loop', `for (const item of session.items) { item.done = true; }`, `items | items | `);
row(
  'an item in a callback',
  `session.items.forEach((item: any) => { item.done = true; });`,
  `items | items | `,
);
row(
  'an item that is found',
  `const item = session.items.find((one: any) => one.id === data.id); item.done = true;`,
  `items | items | `,
);
row('a default', `const list = session.list ?? []; return done(list[0]);`, `list |  | `);
row('Object.assign', `Object.assign(session, { a: data, b: session.c });`, `c | a b | `);
row('a pattern that is assigned', `[session.a, session.b] = data;`, ` | a b | `);
row('the whole session', `return done(JSON.stringify(session));`, `* |  | `);
row('a spread session', `return done({ ...session });`, `* |  | `);
row(
  'a helper that is given the session',
  `this.bump(session);`,
  `rounds | rounds | `,
  `bump(s: any) { s.rounds += 1; }`,
);
row(
  'a helper that is given the context',
  `this.ask({ session, llm });`,
  `question | answer | llm.ask`,
  `ask({ session: s, llm: model }: any) { s.answer = model.ask(s.question); }`,
);
row('a local function', `const bump = (s: any) => { s.rounds = 1; }; bump(session);`, ` | rounds | `);
row('a function declared below', `bump(session); function bump(s: any) { s.rounds = 1; }`, ` | rounds | `);
row('a helper that is not known', `elsewhere(session);`, `* | * | `);
row('a service', `return done(await llm.ask(session.question, config.model));`, `question |  | llm.ask`);
row(
  'a nested service',
  `await llm.chat.completions.create({ messages: session.messages });`,
  `messages |  | llm.chat.completions.create`,
);
row(
  'a service by another name',
  `const model = llm; const { ask } = model; await ask(data); await model.tell(data);`,
  ` |  | llm.ask llm.tell`,
);
row('a service that is a function', `await llm(data);`, ` |  | llm`);
row('a service in a callback', `await Promise.all(data.map((one: any) => llm.ask(one)));`, ` |  | llm.ask`);
row(
  'what is no service',
  `ctx.log.info(ctx.key, ctx.now()); ctx.metric('x', 1); ctx.checkpoint(1); ctx.load(data);`,
  ` |  | `,
);
row('a service of the rest', `await ctx.store.put(data);`, ` |  | store.put`);
row(
  'a helper that calls itself',
  `this.loop(session, 3);`,
  ` | n | `,
  `loop(s: any, n: number) { s.n = n; if (n > 0) this.loop(s, n - 1); }`,
);

test('the context as a whole', () => {
  checkFacts(
    steps({}).replace(
      'async a(data: any, { session, config, llm, ...ctx }: any) {}',
      'async a(d: any, ctx: any) { const { session } = ctx; session.x = ctx.session.y; ctx.llm.ask(ctx.input); }',
    ),
    `y | x | llm.ask`,
  );
});

test('retry and timeout in short', () => {
  const words = (options: string) => {
    const state = extractText(steps({}).replace('@step(State.A)', `@step(State.A, ${options})`)).workflows[0]
      ?.states[0];
    return [state?.retry, state?.timeout];
  };
  assert.deepEqual(words(`{}`), [null, null]);
  assert.deepEqual(words(`{ retry: { attempts: 3 } }`), ['3', null]);
  assert.deepEqual(
    words(`{ retry: { attempts: 3, delay: '1s', factor: 2, maxDelay: '1m' }, timeout: '30s' }`),
    ['3 × 1s, factor 2, at most 1m', '30s'],
  );
  assert.deepEqual(words(`{ retry: { attempts: 2, delay: 500 }, timeout: 2000 }`), ['2 × 500', '2000']);
});

test('what a decorator lets its step touch', () => {
  const named = (options: string) => {
    const { states, problems } = extractText(
      steps({}).replace('@step(State.A)', `@step(State.A, ${options})`),
    ).workflows[0] as WorkflowGraph;
    return [states[0]?.session, states[0]?.uses, problems.some(({ code }) => code === 'options-not-static')];
  };
  assert.deepEqual(named(`{}`), [undefined, undefined, false]);
  assert.deepEqual(named(`{ session: ['x', 'y'], uses: ['llm'] }`), [['x', 'y'], ['llm'], false]);
  assert.deepEqual(named(`{ session: [], uses: undefined }`), [[], undefined, false]);
  assert.deepEqual(named(`{ uses: [process.env.NAME] }`), [undefined, undefined, true]);
});

test('lines of a step', () => {
  const source = `import { workflow, step, compensate } from 'backstep';
enum State {
  A,
  B,
}
/** A workflow. */
@workflow({ states: State, start: State.A })
class Flow {
  /** A step. */
  @step(State.A)
  async a(
    data: string,
  ) {
  }

  @compensate(State.A)
  undo() {}
}`;
  const [workflow] = extractText(source).workflows;
  assert.equal(workflow?.line, 7);
  const [a, b] = workflow?.states ?? [];
  assert.deepEqual([a?.line, a?.signatureLine, a?.endLine, a?.compensation], [10, 11, 14, 'undo']);
  assert.deepEqual([b?.handler, b?.line], [null, 4]);
  const [end] = workflow?.transitions ?? [];
  assert.deepEqual([end?.to, end?.line, end?.column, end?.endLine, end?.endColumn], ['#done', 14, 3, 14, 4]);
});
