import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodName, stepSkeleton } from '../../extension/stepSkeleton.ts';
import { extract } from '../../runtime/extract/extract.ts';
import { applied } from './applied.ts';

const file = '/nowhere/flow.ts';

/** Adds the step of every state that lacks one; what comes out must lack none. */
function check(name: string, text: string, expected: string): void {
  test(name, () => {
    const [graph] = extract(file, { text }).workflows;
    const state = graph?.states.find(({ handler }) => handler === null);
    assert.ok(graph && state);
    const skeleton = stepSkeleton(graph, state.id, text);
    assert.ok(skeleton);
    const after = applied(text, skeleton.insertions);
    assert.equal(after, expected);
    const [mended] = extract(file, { text: after }).workflows;
    assert.deepEqual(
      mended?.problems.filter(({ code }) => code === 'missing-step' || code === 'syntax-error'),
      [],
    );
  });
}

const head = `import { type Context, step, workflow } from 'backstep';
enum State { A, NEXT_ONE }
`;

check(
  'with the context of the last step that has one',
  `${head}@workflow({ states: State, start: State.A })
export class Flow {
  @step(State.A)
  a(_: null, { session }: Context<{ session: { n: number } }>) {
    return session.n > 1 ? State.B : State.NEXT_ONE;
  }

  @step(State.B)
  b(text: string) {
    return done(text);
  }
}
`.replace('A, NEXT_ONE', 'A, B, NEXT_ONE'),
  `${head}@workflow({ states: State, start: State.A })
export class Flow {
  @step(State.A)
  a(_: null, { session }: Context<{ session: { n: number } }>) {
    return session.n > 1 ? State.B : State.NEXT_ONE;
  }

  @step(State.B)
  b(text: string) {
    return done(text);
  }

  @step(State.NEXT_ONE)
  nextOne(_: unknown, { session }: Context<{ session: { n: number } }>) {
    throw new Error('The step NEXT_ONE is not written yet');
  }
}
`.replace('A, NEXT_ONE', 'A, B, NEXT_ONE'),
);

check(
  'after the last step, with the context that its neighbour has',
  `${head}type Ctx = Context<{ session: { n: number } }>;
@workflow({ states: State, start: State.A })
export class Flow {
  @step(State.A)
  a(_: null, { session }: Ctx) {
    if (session.n > 1) { return '}'; }
    return State.NEXT_ONE;
  }

  #helper() {}
}
`,
  `${head}type Ctx = Context<{ session: { n: number } }>;
@workflow({ states: State, start: State.A })
export class Flow {
  @step(State.A)
  a(_: null, { session }: Ctx) {
    if (session.n > 1) { return '}'; }
    return State.NEXT_ONE;
  }

  @step(State.NEXT_ONE)
  nextOne(_: unknown, { session }: Ctx) {
    throw new Error('The step NEXT_ONE is not written yet');
  }

  #helper() {}
}
`,
);

check(
  'with a decorator of another name, in an indented class, beside a method of that name',
  `import * as bs from 'backstep';
enum State { A, B }
{
    @bs.workflow({ states: State, start: State.A })
    class Flow {
        @bs.step(State.A) a() { return State.B; }
        private b(): void {}
    }
}
`,
  `import * as bs from 'backstep';
enum State { A, B }
{
    @bs.workflow({ states: State, start: State.A })
    class Flow {
        @bs.step(State.A) a() { return State.B; }

        @bs.step(State.B)
        bStep() {
          throw new Error('The step B is not written yet');
        }
        private b(): void {}
    }
}
`,
);

check(
  'states that are strings',
  `import { step, workflow } from 'backstep';
@workflow({ states: ["a", "b-c"], start: "a" })
class Flow {
  @step("a")
  a() { return "b-c"; }
}
`,
  `import { step, workflow } from 'backstep';
@workflow({ states: ["a", "b-c"], start: "a" })
class Flow {
  @step("a")
  a() { return "b-c"; }

  @step("b-c")
  bC() {
    throw new Error('The step b-c is not written yet');
  }
}
`,
);

check(
  'in a class without a step, which takes the import along',
  `import { workflow } from 'backstep';
enum State { A }
@workflow({ states: State, start: State.A })
class Flow extends Base<{ a: string }> {}
`,
  `import { step, workflow } from 'backstep';
enum State { A }
@workflow({ states: State, start: State.A })
class Flow extends Base<{ a: string }> {
  @step(State.A)
  a() {
    throw new Error('The step A is not written yet');
  }
}
`,
);

test('names of methods', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['REFINED', '', 'refined'],
    ['NEEDS_REVIEW', '', 'needsReview'],
    ['needs-review', '', 'needsReview'],
    ['NeedsReview', '', 'needsReview'],
    ['HTTPError2', '', 'httpError2'],
    ['CONSTRUCTOR', '', 'onConstructor'],
    ['404', '', 'on404'],
    ['☂', '', 'onState'],
    ['DONE', 'done() {}', 'doneStep'],
    ['DONE', 'done() {} doneStep = 1', 'doneStep2'],
    ['DONE', 'a() { this.done(); }', 'done'],
  ];
  assert.deepEqual(
    rows.map(([state, code]) => methodName(state, code)),
    rows.map(([, , name]) => name),
  );
});
