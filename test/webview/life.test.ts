import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLayoutThread } from '../../runtime/layout/layoutThread.ts';
import type { LayoutJob } from '../../runtime/model/geometry.ts';
import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import { inBrowser } from './check.ts';
import { labelRects, nodeRects, overlaps } from './drawing.ts';
import { refinement } from './graphs.ts';
import { show } from './harness.ts';

const { check, open } = inBrowser();

const never = () => new Promise<never>(() => undefined);

const shown = (graph: WorkflowGraph) => ({ graph, reason: null, workflows: [graph.name] });

check('the first message is `ready`', {}, async (webview) => {
  assert.deepEqual(await webview.posted(), [{ type: 'ready' }]);
});

test('a layout that fails: a plain picture, and the extension is told', async () => {
  const webview = await open({ arrange: ({ id }) => Promise.resolve({ id, failed: 'out of memory' }) });
  try {
    await show(webview, shown(refinement));
    const failed = (await webview.posted()).find(({ type }) => type === 'layoutFailed');
    assert.deepEqual(failed, { type: 'layoutFailed', message: 'out of memory' });
    assert.equal(await webview.page.locator('.node-state').count(), 5);
    assert.match((await webview.page.locator('.banner-reason').textContent()) ?? '', /^The layout failed/);
    const nodes = await nodeRects(webview.page);
    assert.deepEqual(overlaps(nodes, nodes), []);
    assert.deepEqual(overlaps(await labelRects(webview.page), nodes), []);
  } finally {
    await webview.close();
  }
});

test('an answer that never comes: a plain picture after a while, and why', async () => {
  const webview = await open({ arrange: never });
  try {
    await webview.page.clock.install();
    await webview.send({ type: 'graph', ...shown(refinement) });
    await webview.page.clock.fastForward('00:46');
    await webview.page.getByText(/^The layout failed.*it took longer than 45 seconds$/).waitFor();
    assert.equal(await webview.page.locator('.node-state').count(), 5);
  } finally {
    await webview.close();
  }
});

test('of graphs that come faster than they are arranged, the newest is drawn', async () => {
  const jobs: LayoutJob[] = [];
  const letGo: (() => void)[] = [];
  const thread = createLayoutThread();
  const webview = await open({
    async arrange(job) {
      jobs.push(job);
      await new Promise<void>((resolve) => letGo.push(resolve));
      return thread.arrange(job);
    },
  });
  try {
    for (const size of [1, 2, 3, 5]) {
      const states = refinement.states.slice(0, size);
      const ids = new Set(states.map(({ id }) => id));
      const transitions = refinement.transitions.filter(({ from, to }) => ids.has(from) && ids.has(to));
      await webview.send({ type: 'graph', ...shown({ ...refinement, states, transitions }) });
    }
    while (letGo.length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    letGo[0]?.();
    while (letGo.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    letGo[1]?.();
    await webview.page.locator('.stage[data-arranged="4"]').waitFor();
    assert.equal(await webview.page.locator('.node-state').count(), 5);
    assert.equal(jobs.length, 2);
  } finally {
    await webview.close();
    await thread.close();
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

  // What was arranged is kept too: the second page never has an answer of the layout.
  const second = await open({ state, arrange: never });
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
