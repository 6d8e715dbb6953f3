import type { Frame } from 'playwright-core';
import { graphOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

/** Everything below is done with keys alone. */
async function untilPlace({ workbench }: VsCode, expected: RegExp): Promise<string> {
  return await eventually(`the status bar to say ${expected.source}`, async () =>
    (await workbench.statusBar()).find((text) => text.startsWith('Backstep: ') && expected.test(text)),
  );
}

async function stepShown(graph: Frame): Promise<number> {
  return Number(await graph.getByRole('slider').getAttribute('aria-valuenow'));
}

/** Has the timeline take the keys that follow. */
async function focusTimeline(code: VsCode): Promise<Frame> {
  const graph = await graphOf(code);
  await code.workbench.runCommand('Backstep: Focus the Timeline');
  await eventually('the timeline to have the focus', async () =>
    graph
      .getByRole('slider')
      .evaluate((element) => element === document.activeElement && document.hasFocus()),
  );
  return graph;
}

scenario('by keyboard: the loop spins, and is paused', async (code) => {
  const { debug, editor, workbench, page } = code;
  await editor.open('answer-refinement-endless.ts');
  await workbench.runCommand('Backstep: Show State Graph');
  await graphOf(code);
  await debug.pressF5();
  await debug.untilPaused();
  await untilPlace(code, /START · step 0/);
  await debug.pressF5();
  const graph = await graphOf(code);
  await eventually('twenty steps', async () => (await stepShown(graph)) > 20);
  // In a debugger that is paused this key moves the focus, and no more.
  await eventually('the loop to be paused', async () => {
    if (await debug.isPaused()) return true;
    await page.keyboard.press('F6');
    return await eventually('it', debug.isPaused, 5_000);
  });
  await debug.untilPaused();
  await untilPlace(code, /· live/);
});

scenario('by keyboard: back along the timeline', async (code) => {
  const { page, workbench } = code;
  const graph = await focusTimeline(code);
  const at = await stepShown(graph);
  await page.keyboard.press('ArrowLeft');
  await untilPlace(code, new RegExp(`step ${at - 1}/.*following`));
  await eventually('the timeline to follow', async () => (await stepShown(graph)) === at - 1);
  await workbench.screenshot('picture-timeline');
});
