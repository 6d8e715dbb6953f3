import assert from 'node:assert/strict';
import type { FamilyRun, RunFamily } from '../../runtime/model/family.ts';
import { inBrowser } from './check.ts';
import { refinement } from './graphs.ts';
import { show, type Webview } from './harness.ts';
import { afterRounds, positionAfter } from './positions.ts';

const { check } = inBrowser();

const run = (id: string, parent: string | null, parentSeq: number, steps: number): FamilyRun => ({
  id,
  parent,
  parentSeq,
  steps,
  status: 'done',
  startedAt: 1,
});

const family: RunFamily = {
  run: 'run-1',
  runs: [run('run-0', null, 0, 20), run('run-1', 'run-0', 4, 6), run('run-2', 'run-1', 5, 10)],
  omitted: 0,
};

async function withFamily(webview: Webview): Promise<void> {
  await show(webview, { graph: refinement, reason: null, workflows: [] });
  await webview.send({ type: 'position', position: positionAfter(refinement, afterRounds(2)) });
  await webview.send({ type: 'family', family });
  await webview.page.locator('.fork-row').nth(2).waitFor();
}

check('a lane for each run, from the step that it was forked after', {}, async (webview) => {
  await withFamily(webview);
  const { page } = webview;
  assert.equal((await webview.posted()).filter(({ type }) => type === 'family').length, 1);
  const lanes = await page
    .locator('.fork-line')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('d')));
  assert.deepEqual(lanes, ['M0 10V10H1000', 'M200 10V30H300', 'M250 30V50H500']);
  assert.match(
    (await page.locator('.fork-row-current').getAttribute('aria-label')) ?? '',
    /^Run run-1 · 6 steps · forked after step 4, this run$/,
  );
  assert.equal(await page.locator('.fork-here:visible').count(), 1);
});

check('another run opens by mouse and by keyboard; this one is here already', {}, async (webview) => {
  await withFamily(webview);
  const { page } = webview;
  await page.locator('[data-run="run-1"]').click();
  await page.locator('[data-run="run-0"]').click();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const opened = (await webview.posted()).filter(({ type }) => type === 'openRun');
  assert.deepEqual(opened, [
    { type: 'openRun', run: 'run-0' },
    { type: 'openRun', run: 'run-2' },
  ]);
});

check('R leads there, and the tree is gone with the session', {}, async (webview) => {
  await withFamily(webview);
  const { page } = webview;
  await page.locator('[data-key="CHECKED"]').focus();
  await page.keyboard.press('r');
  await page.locator('.fork-row-current:focus').waitFor();
  await webview.send({ type: 'position', position: null });
  await page.locator('.forks').waitFor({ state: 'hidden' });
});

check('a run without kin has no tree', {}, async (webview) => {
  await withFamily(webview);
  await webview.send({ type: 'family', family: { ...family, runs: family.runs.slice(1, 2) } });
  await webview.page.locator('.forks').waitFor({ state: 'hidden' });
  await webview.send({ type: 'do', action: 'focusForks' });
  await webview.page.getByText('This run was not forked, and is no fork').waitFor({ state: 'attached' });
});

check('rows drawn anew keep the focus, and take it from nothing beside the page', {}, async (webview) => {
  await withFamily(webview);
  const { page } = webview;
  const grow = async (steps: number) => {
    const runs = [...family.runs.slice(0, 2), run('run-2', 'run-1', 5, steps)];
    await webview.send({ type: 'family', family: { ...family, runs } });
    await page.locator('.fork-row').getByText(`${steps} steps`).waitFor();
  };
  await page.locator('[data-run="run-1"]').click();
  await grow(11);
  assert.equal(await page.locator('[data-run="run-1"]:focus').count(), 1);
  // As in VS Code while another part of the window has the focus: an element keeps its own within the page.
  await page.evaluate(() => Object.assign(document, { hasFocus: () => false }));
  await grow(12);
  assert.equal(await page.locator('.fork-row:focus').count(), 0);
  assert.equal(await page.locator('.fork-row[tabindex="0"]').getAttribute('data-run'), 'run-1');
});
