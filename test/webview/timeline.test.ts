import assert from 'node:assert/strict';
import { inBrowser } from './check.ts';
import { refinement } from './graphs.ts';
import { show, type Webview } from './harness.ts';
import { postedOf, showRun, standingAt, steps } from './runs.ts';
import { stepOutline } from './steps.ts';

const { check } = inBrowser();

const slider = ({ page }: Webview) => page.getByRole('slider', { name: 'Position in the run' });
const travels = async (webview: Webview) => (await postedOf(webview, 'travel')).map(({ k }) => k);

check('without a session there is no timeline', {}, async (webview) => {
  await show(webview, { graph: refinement, reason: null, workflows: [] });
  assert.equal(await webview.page.locator('.timeline').isVisible(), false);
  await webview.send({ type: 'position', position: standingAt(4) });
  await webview.page.locator('.timeline').waitFor();
  await webview.send({ type: 'position', position: null });
  await webview.page.locator('.timeline').waitFor({ state: 'hidden' });
});

check('it says where the session stands and what the step was', {}, async (webview) => {
  await showRun(webview, standingAt(4));
  const { page } = webview;
  await page.getByText('Step 4 of 14 · REFINED → CHECKED', { exact: true }).waitFor();
  const bar = slider(webview);
  assert.equal(await bar.getAttribute('aria-valuenow'), '4');
  assert.equal(await bar.getAttribute('aria-valuemax'), '14');
  assert.equal(
    await bar.getAttribute('aria-valuetext'),
    'Step 4 of 14: REFINED to CHECKED, took 100 ms, own code 40 ms, services 60 ms, calls model.complete, tokens 100',
  );
});

check('history is asked for page by page, and each only once', {}, async (webview) => {
  await show(webview, { graph: refinement, reason: null, workflows: [] });
  await webview.send({ type: 'position', position: standingAt(14) });
  await webview.send({ type: 'position', position: standingAt(13) });
  await webview.page.locator('.timeline').waitFor();
  assert.deepEqual(await postedOf(webview, 'history'), [{ type: 'history', from: 1 }]);
  await webview.send({
    type: 'history',
    page: { run: 'run-1', head: 14, from: 1, steps: steps.slice(0, 9) },
  });
  await webview.page.locator('.strip[data-painted="9"]').waitFor();
  assert.deepEqual((await postedOf(webview, 'history')).at(-1), { type: 'history', from: 10 });
  // One that could not be had is asked for again at the next move.
  await webview.send({ type: 'history', page: null });
  await webview.send({ type: 'position', position: standingAt(12) });
  await webview.page.getByText('Step 12 of 14', { exact: false }).first().waitFor();
  assert.equal((await postedOf(webview, 'history')).length, 3);
});

for (const [key, from, to] of [
  ['ArrowLeft', 6, 5],
  ['ArrowRight', 6, 7],
  ['PageUp', 13, 3],
  ['PageDown', 6, 14],
  ['Home', 6, 0],
  ['End', 6, 14],
  ['ArrowUp', 6, 4],
  ['ArrowDown', 6, 8],
] as const) {
  check(`${key} travels from ${from} to ${to}`, {}, async (webview) => {
    await showRun(webview, standingAt(from));
    await slider(webview).press(key);
    assert.deepEqual(await travels(webview), [to]);
    assert.equal(await slider(webview).getAttribute('aria-valuenow'), String(to));
  });
}

check('a click on a step goes there, a drag travels along', {}, async (webview) => {
  await showRun(webview, standingAt(14));
  const box = await slider(webview).boundingBox();
  assert.ok(box);
  const { page } = webview;
  await page.mouse.click(box.x + box.width / 2, box.y + 24);
  const [clicked = 0] = await travels(webview);
  assert.ok(clicked > 4 && clicked < 11, `went to ${clicked}`);
  await page.mouse.move(box.x + box.width * 0.75, box.y + 24);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 24, { steps: 3 });
  await page.mouse.move(box.x + 2, box.y + 24, { steps: 6 });
  await page.mouse.up();
  // The last place is always reached, however fast the way there was.
  let last = await travels(webview);
  while ((last.at(-1) ?? 9) > 1) last = await travels(webview);
});

check('while code runs it shows the run and moves nothing', {}, async (webview) => {
  await showRun(webview, standingAt(14, { running: true }));
  await slider(webview).press('ArrowLeft');
  assert.deepEqual(await travels(webview), []);
  assert.equal(await slider(webview).getAttribute('aria-disabled'), 'true');
});

check(
  'a step that is not known yet is told by its number, and is not taken for the start',
  {},
  async (webview) => {
    await show(webview, { graph: refinement, reason: null, workflows: [] });
    await webview.send({ type: 'position', position: standingAt(14, { running: true }) });
    await slider(webview).and(webview.page.locator('[aria-valuetext="Step 14 of 14"]')).waitFor();
    await webview.page.getByText('Step 14 of 14', { exact: true }).waitFor();
  },
);

check('the menu of the step under the pointer', {}, async (webview) => {
  await showRun(webview, standingAt(14));
  const context = async () => JSON.parse((await slider(webview).getAttribute('data-vscode-context')) ?? '');
  assert.deepEqual(await context(), { webviewSection: 'step', k: 14, preventDefaultContextMenuItems: true });
  const box = await slider(webview).boundingBox();
  assert.ok(box);
  await webview.page.mouse.click(box.x + 40, box.y + 24, { button: 'right' });
  assert.ok((await context()).k < 3);
});

check(
  'states and transitions show what they took, whether or not their steps are known yet',
  {},
  async (webview) => {
    const { page } = webview;
    await show(webview, { graph: refinement, reason: null, workflows: [refinement.name] });
    await webview.send({ type: 'position', position: standingAt(14) });
    await page.locator('[data-key="REFINED"]').getByText('600 ms · 600 tok', { exact: true }).waitFor();
    const edge = page.locator(`.edge[data-key^='["CHECKED","REFINED",']`);
    assert.match((await edge.getAttribute('aria-label')) ?? '', /taken 6 times, 600 ms/);
    await webview.send({ type: 'position', position: standingAt(4) });
    await page.locator('[data-key="REFINED"]').getByText('100 ms · 100 tok', { exact: true }).waitFor();
    await webview.send({ type: 'position', position: null });
    await page.locator('[data-key="REFINED"]').getByText('refine()', { exact: true }).waitFor();
  },
);

check('branches have lanes of their own', {}, async (webview) => {
  const branched = [1, 2, 3, 4].map((k) => stepOutline(k, 'A', 'B', { branch: k === 1 ? '' : `1.${k - 2}` }));
  await showRun(webview, standingAt(4, { head: 4 }), branched);
  assert.deepEqual(await webview.page.locator('.lane-name').allTextContents(), ['', '1.0', '1.1', '1.2']);
});

check(
  'beside the names of lanes the session stands in sight, after a step that is named',
  {},
  async (webview) => {
    const long = Array.from({ length: 14 }, (_, index) =>
      stepOutline(index + 1, 'A', 'B', {
        branch: index < 9 ? '' : `1.${index}`,
        attempts: [{ startedAt: 1_000_000, durationMs: 60_000, failed: false }],
      }),
    );
    await showRun(webview, standingAt(9, { head: 14 }), long);
    const { page } = webview;
    await page.locator('.lane-name').nth(5).waitFor();
    const box = await slider(webview).boundingBox();
    assert.ok(box);
    // The step at which it stands has its end before the edge: what is at the edge is the next one.
    let k = 0;
    while (k !== 10) {
      await page.mouse.click(box.x + box.width - 6, box.y + 24, { button: 'right' });
      k = JSON.parse((await slider(webview).getAttribute('data-vscode-context')) ?? '').k;
    }
    // Its beginning lies beyond the other edge, and its name does not.
    const inks = await page.locator('.strip canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(2, 18, 40, 13) ?? { data: [] };
      return new Set(
        Array.from({ length: data.length / 4 }, (_, at) => data.slice(at * 4, at * 4 + 3).join()),
      ).size;
    });
    assert.ok(inks > 2, `${inks} colours are where the name is to be`);
  },
);

check('ten thousand steps are painted, and the newest is in sight', {}, async (webview) => {
  const { page } = webview;
  await showRun(webview, standingAt(4, { seq: 10_000, head: 10_000 }), []);
  // Made in the page: so much is slow to send there.
  await page.evaluate(
    (step) => {
      const many = Array.from({ length: 10_000 }, (_, index) => ({ ...step, k: index + 1, seq: index + 1 }));
      window.postMessage({ type: 'history', page: { run: 'run-1', head: 10_000, from: 1, steps: many } });
    },
    stepOutline(1, 'CHECKED', 'REFINED') as object,
  );
  await page.locator('.strip[data-painted="10000"]').waitFor();
  await page.getByText('Step 10,000 of 10,000 · CHECKED → REFINED', { exact: true }).waitFor();
  await slider(webview).press('ArrowLeft');
  assert.deepEqual(await travels(webview), [9_999]);
});
