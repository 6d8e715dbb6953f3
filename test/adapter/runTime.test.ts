import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryPage, StepOutline } from '../../runtime/model/history.ts';
import { heatOf } from '../../runtime/recording/heat.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { spentBy } from '../../runtime/recording/runFacts.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

/** How long a person looks at each stop: more than such steps take, so that a pause that is counted is seen. */
const lookMs = 300;

test('the time of a run is that of its steps, however long one looks at it while branches are open', () =>
  withDebugging(async ({ launch, move, position, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['SPLIT', 'PART', 'JOINED', 'RESTED'],
      `@step(State.SPLIT) split() { return fanOut(State.PART, ['a', 'b'], { join: State.JOINED }); }
  @step(State.PART) part(item: string) { return done(item); }
  @step(State.JOINED) join() { return sleep('3d', State.RESTED); }
  @step(State.RESTED) rest() { return done(); }`,
    );
    await launch(file);
    while (position().state !== '#done') {
      await sleep(lookMs);
      await move('next');
    }
    await client.request('disconnect', {});
    await client.close();
    const dir = join(folder, 'runs');
    const [name = ''] = readdirSync(dir).filter((entry) => entry.endsWith('.sqlite'));
    using run = await openRun(join(dir, name));
    const steps = run.range(1, run.head).filter(({ wake }) => wake === undefined);
    assert.equal(steps.length, 5);
    const sum = steps.reduce((ms, { durationMs }) => ms + durationMs, 0);
    const { ms } = spentBy(run);
    // Branches may have run side by side, and count once then.
    assert.ok(ms > 0 && ms <= sum + 0.001, `${ms} ms, while its steps took ${sum} ms together`);
    const heat = await heatOf(dir, 'Flow');
    assert.ok(Math.abs(heat.states.reduce((all, { spending }) => all + spending.ms, 0) - sum) < 0.001);
  }));

test('wherever a loop is paused, its position tells what the steps up to there took, and so it does when one goes back', () =>
  withDebugging(async ({ launch, move, position, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['CHECKED', 'REFINED'],
      `@step(State.CHECKED) check() { return State.REFINED; }
  @step(State.REFINED) refine() { return State.CHECKED; }`,
    );
    await launch(file);
    assert.equal(position().spent, undefined);
    await client.request('continue', { threadId: 1 });
    while (position().seq < 100) await client.event('backstep/position');
    await move('pause');
    const { seq } = position();
    const taken: StepOutline[] = [];
    while (taken.length < seq) {
      const from = taken.length + 1;
      taken.push(...(await client.request<HistoryPage>('backstep/history', { from })).steps);
    }
    const assertSums = (): void => {
      const { seq, spent } = position();
      const steps = taken.slice(0, seq);
      for (const state of ['CHECKED', 'REFINED']) {
        const own = steps.filter((step) => step.state === state);
        const ms = own.reduce((sum, { durationMs }) => sum + durationMs, 0);
        const told = spent?.states[state];
        assert.equal(told?.count, own.length);
        assert.ok(Math.abs(told.ms - ms) < 0.001, `${told.ms} ms are told of ${state}, and it took ${ms} ms`);
        assert.deepEqual(spent?.edges.find(({ from }) => from === state)?.spending, told);
      }
    };
    assertSums();
    await move('stepBack');
    assert.equal(position().seq, seq - 1);
    assertSums();
    await move('backstep/travel', { k: 0 });
    assert.equal(position().spent, undefined);
  }));
