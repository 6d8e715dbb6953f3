import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parametersLike } from '../../extension/stepParameters.ts';

/** What stands in the brackets of a neighbour, and in those of the step that is written after it. */
const rows: readonly (readonly [string, string | null])[] = [
  ['', null],
  ['answer: string', null],
  ['answer: string,', null],
  ['_: null, { session }: Ctx', '_: unknown, { session }: Ctx'],
  ['_: null, { session, config, llm }: Ctx', '_: unknown, { session }: Ctx'],
  ['draft: Draft, { llm }: Ctx', '_: unknown, { llm }: Ctx'],
  ['draft: Draft, context: Ctx,', '_: unknown, context: Ctx'],
  [
    '_: null, { session }: Context<{ session: { n: number; of: Map<string, number> } }>',
    '_: unknown, { session }: Context<{ session: { n: number; of: Map<string, number> } }>',
  ],
  [
    '{ a, b }: { a: string, b: (x: number, y: number) => void }, { session }: Ctx',
    '_: unknown, { session }: Ctx',
  ],
  [
    '\n    draft: Draft,\n    { session }: Context<{\n      session: State;\n    }>,\n  ',
    '_: unknown, { session }: Context<{ session: State; }>',
  ],
  ["text: 'a, b', { session }: Ctx", '_: unknown, { session }: Ctx'],
  ['_, { session }', '_, { session }'],
];

for (const [parameters, expected] of rows) {
  test(`a step beside one that takes (${parameters.replace(/\s+/g, ' ')})`, () => {
    const step = `@step(State.ASK, { retry: { attempts: 2 } })\n  async $ask(${parameters}) {\n    return done(f(1, 2));\n  }`;
    assert.equal(parametersLike(step, '$ask'), expected);
  });
}

test('a step of which the method is not found gives nothing', () => {
  assert.equal(parametersLike('@step(State.A)\n  a(_: null, { session }: Ctx) {}', 'b'), null);
});

test('a method that is named by a text gives nothing', () => {
  assert.equal(parametersLike("@step('A') 'a(b'(_: null, { session }: Ctx) {}", 'a(b'), null);
});
