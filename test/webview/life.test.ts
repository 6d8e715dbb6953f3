import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import { inBrowser } from './check.ts';
import { labelRects, nodeRects, overlaps } from './drawing.ts';
import { refinement } from './graphs.ts';
import { show, unanswered } from './harness.ts';

const { check, open } = inBrowser();

const shown = (graph: WorkflowGraph) => ({ graph, reason: null, workflows: [graph.name] });

check('the first message is `ready`', {}, async (webview) => {
  assert.deepEqual(await webview.posted(), [{ type: 'ready' }]);
});

for (const [name, layoutScript] of [
  ['is not there', 'http://127.0.0.1:9/layout.js'],
  ['is no script', 'data:text/javascript,nonsense('],
] as const) {
  test(`a layout script that ${name}: a plain picture, and the extension is told`, async () => {
    const webview = await open({ layoutScript });
    try {
      await show(webview, shown(refinement));
      const failed = (await webview.posted()).find(({ type }) => type === 'layoutFailed');
      assert.ok(failed);
      assert.equal(await webview.page.locator('.node-state').count(), 5);
      assert.match((await webview.page.locator('.banner-reason').textContent()) ?? '', /^The layout failed/);
      const nodes = await nodeRects(webview.page);
      assert.deepEqual(overlaps(nodes, nodes), []);
      assert.deepEqual(overlaps(await labelRects(webview.page), nodes), []);
    } finally {
      await webview.close();
    }
  });
}

test('a layout script that never comes: a plain picture after a while, and why', async () => {
  const webview = await open({ layoutScript: unanswered });
  try {
    await webview.send({ type: 'graph', ...shown(refinement) });
    const reason = webview.page.getByText(/^The layout failed.*it took longer than 20 seconds$/);
    await reason.waitFor({ timeout: 120_000 });
    assert.equal(await webview.page.locator('.node-state').count(), 5);
  } finally {
    await webview.close();
  }
});

check('no workflow: the reason, and nothing else', {}, async (webview) => {
  await webview.send({
    type: 'graph',
    graph: null,
    reason: 'notes.ts has no class decorated @workflow.',
    workflows: [],
  });
  const { page } = webview;
  await page.getByText('notes.ts has no class decorated @workflow.').waitFor();
  assert.equal(await page.locator('.node').count(), 0);
  await webview.send({
    type: 'graph',
    graph: { ...refinement, states: [], transitions: [], start: null },
    reason: null,
    workflows: [],
  });
  await page.getByText('AnswerRefinement has no states yet').waitFor();
  await show(webview, shown(refinement));
  assert.equal(await page.locator('.empty').isVisible(), false);
});

check('a file that does not parse for a moment keeps its picture under the reason', {}, async (webview) => {
  const { page } = webview;
  await show(webview, shown(refinement));
  await webview.send({ type: 'graph', graph: null, reason: 'line 14 does not parse', workflows: [] });
  await page.locator('.banner-reason').waitFor();
  assert.equal(await page.locator('.banner-reason').textContent(), 'line 14 does not parse');
  assert.equal(await page.locator('.node-state').count(), 5);
  await show(webview, shown(refinement));
  assert.equal(await page.locator('.banner-reason').isVisible(), false);
});

check('several workflows: choosing one asks for it', {}, async (webview) => {
  await show(webview, { graph: refinement, reason: null, workflows: ['AnswerRefinement', 'ReportPipeline'] });
  const select = webview.page.getByRole('combobox', { name: 'Workflow' });
  assert.equal(
    await select.evaluate((element: HTMLSelectElement) => element.selectedOptions[0]?.text),
    'AnswerRefinement',
  );
  await select.selectOption({ label: 'ReportPipeline' });
  assert.deepEqual((await webview.posted()).at(-1), { type: 'choose', workflow: 'ReportPipeline' });
});

test('graph and view survive being hidden', async () => {
  const first = await open();
  await show(first, shown(refinement));
  await first.page.mouse.move(400, 400);
  await first.page.mouse.wheel(30, 60);
  const before = await nodeRects(first.page);
  // The page keeps its state a moment after it came to rest.
  let state: unknown = null;
  while (
    (state as { view?: unknown } | null)?.view === undefined ||
    (state as { view: unknown }).view === null
  ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    state = await first.state();
  }
  await first.close();

  // What was arranged is kept too: the second page never has its layout script.
  const second = await open({ state, layoutScript: unanswered });
  try {
    await second.page.locator('.stage[data-arranged="1"]').waitFor();
    assert.deepEqual(await nodeRects(second.page), before);
    await show(second, shown(refinement));
    assert.deepEqual(await nodeRects(second.page), before);
    assert.deepEqual((await second.posted())[0], { type: 'ready' });
  } finally {
    await second.close();
  }
});

for (const state of [null, 'nonsense', { version: 99, graph: 5 }]) {
  check(`kept state ${JSON.stringify(state)} does no harm`, { state }, async (webview) => {
    await show(webview, shown(refinement));
    assert.equal(await webview.page.locator('.node-state').count(), 5);
  });
}
