import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { graphOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

/** The run that the fork tree says is shown. */
async function shownRun(graph: Frame): Promise<string | null> {
  const row = graph.locator('.fork-row-current');
  return (await row.count()) === 1 ? await row.getAttribute('data-run') : null;
}

/** Another lane than the one that is shown. */
async function clickOther(graph: Frame): Promise<string> {
  const row = graph.locator('.fork-row:not(.fork-row-current)').first();
  const run = await row.getAttribute('data-run');
  assert.ok(run);
  // The tree may be drawn anew under the pointer.
  await eventually(`the fork tree to show ${run}`, async () => {
    if ((await shownRun(graph)) === run) return true;
    await graph.locator(`.fork-row[data-run="${run}"]`).click({ timeout: 5_000 });
    return await eventually('it', async () => (await shownRun(graph)) === run, 10_000);
  });
  return run;
}

let graph: Frame;
let fork: string;

scenario('a run that was forked is a lane above the timeline', async (code) => {
  const { debug, editor, workbench } = code;
  await editor.open('answer-refinement.ts');
  await workbench.runCommand('Backstep: Show State Graph');
  graph = await graphOf(code);
  await debug.pressF5();
  await debug.untilPaused();
  await debug.press('Continue');
  await untilPlace(code, /done · step 8/);
  await workbench.answer('Backstep: Run On from Step in a New Run', {
    type: '4',
    asked: 'for the start to 8',
  });
  await untilPlace(code, /step 4\/8 · forks here/);
  await debug.press('Step Over');
  await untilPlace(code, /step 5 · live · fork of/);
  await eventually('two lanes', async () => (await graph.locator('.fork-row').count()) === 2);
  fork = (await shownRun(graph)) ?? '';
  assert.notEqual(fork, '');
});

scenario('a click on its parent turns all views to that run, beside the session that lives', async (code) => {
  const { debug, workbench } = code;
  await clickOther(graph);
  // It stands where one was looking.
  await untilPlace(code, /step 5\/8 · replay/);
  await eventually('the stack of the replay', async () =>
    (await debug.stackFrames()).some(({ name }) => name.startsWith('CHECKED → REFINED')),
  );
  await workbench.screenshot('fork-lane-replayed');
});

scenario('a click on the lane of the session that lives turns them back', async (code) => {
  const { debug, workbench } = code;
  assert.equal(await clickOther(graph), fork);
  await untilPlace(code, /step 5 · live · fork of/);
  await debug.press('Step Over');
  await untilPlace(code, /step 6 · live · fork of/);
  await workbench.screenshot('fork-lane-back');
  assert.deepEqual(code.errors(), []);
});
