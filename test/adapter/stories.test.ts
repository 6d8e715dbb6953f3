import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { type Debugging, withDebugging } from './debugging.ts';
import { assertGolden, transcript } from './transcript.ts';

const example = distFile('../examples/answer-refinement.ts');

/** What a person does with one feature, and all that a client hears of it. */
const stories: { readonly [name: string]: (debugging: Debugging) => Promise<void> } = {
  async dataBreakpoints({ launch, move, client }) {
    await launch(example);
    await client.request('setDataBreakpoints', {
      breakpoints: [{ dataId: 'session.answer', condition: 'session.rounds > 0' }],
    });
    await move('continue');
    await move('continue');
    await move('continue');
    await move('reverseContinue');
    await move('reverseContinue');
    await move('reverseContinue');
  },
  async whoWrote({ launch, move }) {
    await launch(example, { stopOnEntry: false });
    const expression = 'session.answer';
    await move('backstep/goToChange', { expression, direction: 'previous' });
    await move('backstep/goToChange', { expression, direction: 'previous' });
    await move('backstep/goToChange', { expression, direction: 'next' });
  },
  async console({ launch, client }) {
    await launch(example);
    for (const expression of [
      ':break CHECKED->REFINED',
      ':continue',
      ':goto END',
      ':undo',
      ':back',
      ':log REFINED {session.rounds}',
    ])
      await typed(client, expression);
    for (const expression of [
      ':delete',
      ':continue',
      ':continue',
      ':who session.rounds',
      ':diff 3 5',
      ':steps 2',
    ])
      await typed(client, expression);
  },
  async jump({ launch, move, client }) {
    await launch(example);
    await move('next');
    const { targets } = await client.request<{ targets: { id: number }[] }>('gotoTargets', {
      source: { path: example },
      line: 40,
    });
    await move('goto', { targetId: targets[0]?.id });
    await move('next');
    await move('stepBack');
  },
};

/** Waits for the stop of a command that moves, so that the next finds the session standing. */
async function typed(client: Debugging['client'], expression: string): Promise<void> {
  await client.request('evaluate', { expression, context: 'repl' });
  if (/^:(continue|goto|back)/.test(expression)) await client.event('stopped');
  else await client.request('threads');
}

for (const [name, story] of Object.entries(stories)) {
  test(`the story of ${name}`, async () => {
    await withDebugging(async (debugging) => {
      await story(debugging);
      assertGolden(
        distFile(`../test/adapter/golden/${name}.txt`),
        transcript(debugging.client.traffic, { typed: true }),
      );
    });
  });
}
