import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { graphOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode();

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
    graph.getByRole('slider').evaluate((element) => element === document.activeElement),
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
  await page.keyboard.press('F5');
  const graph = await graphOf(code);
  await eventually('twenty steps', async () => (await stepShown(graph)) > 20);
  await page.keyboard.press('F6');
  await debug.untilPaused();
  await untilPlace(code, /· live/);
});

scenario('by keyboard: back along the timeline, to what the model was asked', async (code) => {
  const { page, workbench } = code;
  const graph = await focusTimeline(code);
  const at = await stepShown(graph);
  await page.keyboard.press('ArrowLeft');
  await untilPlace(code, new RegExp(`step ${at - 1}/`));
  await focusTimeline(code);
  await page.keyboard.press('ArrowLeft');
  await untilPlace(code, new RegExp(`step ${at - 2}/`));
  await focusTimeline(code);
  if (!(await untilPlace(code, /following/)).includes('CHECKED')) {
    await page.keyboard.press('ArrowLeft');
    await untilPlace(code, /CHECKED/);
    await focusTimeline(code);
  }
  await page.keyboard.press('d');
  await graph.locator('.said').first().waitFor();
  assert.match((await graph.locator('.said-asked').first().textContent()) ?? '', /Shorten this answer/);
  await workbench.screenshot('picture-calls');
});

scenario('by keyboard: edit the session as a document, run on, and it ends', async (code) => {
  const { page, workbench, debug } = code;
  await workbench.runCommand('Backstep: Edit Session as JSON');
  await eventually('the document', async () => (await workbench.openTabs()).includes('session.json'));
  const lines = page.locator('.editor-instance .view-lines').filter({ hasText: '"rounds"' });
  await lines.first().waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('{ "question": "Why?", ');
  await page.keyboard.press('Control+s');
  await eventually('the refusal', async () =>
    (await workbench.notifications()).some((text) => text.includes('This is not JSON')),
  );
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('{ "question": "Why?", "answer": "Short enough.", "rounds": 1 }');
  await page.keyboard.press('Control+s');
  await untilPlace(code, /forks here/);
  await workbench.screenshot('picture-edit-session');
  await page.keyboard.press('F5');
  await untilPlace(code, /done/);
  await debug.untilPaused();
});
