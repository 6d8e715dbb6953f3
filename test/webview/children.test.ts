import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromWebview } from '../../runtime/model/pageProtocol.ts';
import { inBrowser } from './check.ts';
import { labelRects, nodeRects, overlaps, type Rect } from './drawing.ts';
import { agent, innerKey, ranking, rankingKey, search, searching, searchKey } from './families.ts';
import { hostile, hostileNames } from './graphs.ts';
import { show, themes, type Webview } from './harness.ts';

const { check, open } = inBrowser();
const artifacts = fileURLToPath(new URL('../../test-artifacts/webview', import.meta.url));
const shown = { graph: agent, reason: null, workflows: [agent.name] };

const byKey = ({ page }: Webview, key: string) => page.locator(`[data-key='${key}']`);

/** Sends the graphs that the page has asked for, and waits until the frame is drawn. */
async function answer(webview: Webview, key: string): Promise<void> {
  for (const graph of [search, ranking])
    await webview.send({
      type: 'child',
      file: graph.file,
      workflow: graph.name,
      graph,
      reason: null,
    });
  await byKey(webview, key).and(webview.page.locator('.node-frame')).waitFor();
}

async function lastAsked(webview: Webview): Promise<FromWebview | undefined> {
  return (await webview.posted()).findLast(({ type }) => type === 'children');
}

check('a child opens in place by its button, and closes by that of its frame', {}, async (webview) => {
  await show(webview, shown);
  const { page } = webview;
  assert.equal(await page.locator('.node-frame').count(), 0, 'all are closed at first');
  const closed = await nodeRects(page);
  await byKey(webview, searchKey).locator('.fold-target').click();
  await page.locator(`.stage[data-arranged="2"]`).waitFor();
  assert.deepEqual(await lastAsked(webview), {
    type: 'children',
    children: [{ file: search.file, workflow: 'Search' }],
  });
  await answer(webview, searchKey);

  const nodes = await nodeRects(page);
  const frame = nodes.find(({ key }) => key === searchKey);
  assert.ok(frame);
  const inside = nodes.filter(({ key }) => key.startsWith(`${searchKey}/`));
  assert.equal(inside.length, 4);
  for (const one of inside) assert.ok(contains(frame, one), `${one.key} is drawn inside its frame`);
  const outside = nodes.filter(({ key }) => !key.startsWith(searchKey));
  assert.deepEqual(overlaps([frame], outside), []);
  assert.deepEqual(overlaps(inside, inside), []);
  const labels = await labelRects(page);
  assert.deepEqual(overlaps(labels, [...inside, ...outside]), []);

  await byKey(webview, searchKey).and(page.locator('.node-frame')).locator('.fold-target').click();
  await page.locator('.node-frame').waitFor({ state: 'detached' });
  assert.deepEqual(
    (await nodeRects(page)).map(({ key }) => key),
    closed.map(({ key }) => key),
  );
  // What was closed can be opened again by whoever closed it.
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-key')), searchKey);
});

check('by keyboard, a child in a child, and by command', {}, async (webview) => {
  await show(webview, shown);
  const { page } = webview;
  await page.locator('[data-key="THINK"]').focus();
  await page.keyboard.press('o');
  await answer(webview, searchKey);
  await byKey(webview, `${searchKey}/THINK`).focus();
  await page.keyboard.press('o');
  await answer(webview, innerKey);
  assert.equal(await page.locator('.node-frame').count(), 2);
  const [, split] = agent.transitions;
  await webview.send({
    type: 'toggleChild',
    child: { from: 'SPLIT', to: 'DONE', line: split?.line ?? 0 },
  });
  await byKey(webview, rankingKey).and(page.locator('.node-frame')).waitFor();
  const inner = search.transitions.find(({ from, to }) => from === 'THINK' && to === 'LOOK');
  const place = { from: 'THINK', to: 'LOOK', line: inner?.line ?? 0, workflow: 'Search' };
  await webview.send({ type: 'toggleChild', child: place });
  await byKey(webview, innerKey).and(page.locator('.node-frame')).waitFor({ state: 'detached' });
  await webview.send({ type: 'toggleChild', child: place });
  await byKey(webview, innerKey).and(page.locator('.node-frame')).waitFor();
  await webview.send({ type: 'toggleChild', child: { key: searchKey } });
  await byKey(webview, searchKey).and(page.locator('.node-frame')).waitFor({ state: 'detached' });
  assert.equal(await page.locator('.node-frame').count(), 1);
});

check('what is open is open again after a reload', {}, async (webview) => {
  await show(webview, shown);
  await byKey(webview, searchKey).locator('.fold-target').click();
  await answer(webview, searchKey);
  const { page } = webview;
  let state = await webview.state();
  while (keptGraphs(state) === 0) {
    await page.waitForTimeout(20);
    state = await webview.state();
  }
  const again = await open({ state });
  try {
    await byKey(again, `${searchKey}/LOOK`).waitFor();
    assert.deepEqual(await lastAsked(again), {
      type: 'children',
      children: [{ file: search.file, workflow: 'Search' }],
    });
  } finally {
    await again.close();
  }
});

check('what was left open is open again in a page that kept nothing', {}, async (webview) => {
  await show(webview, shown);
  // Details show while there is a session.
  await webview.send({ type: 'position', position: searching() });
  await byKey(webview, searchKey).locator('.fold-target').click();
  await webview.page.keyboard.press('d');
  await webview.page.locator('.details').waitFor();
  const left = (await webview.posted()).findLast(({ type }) => type === 'leftOpen');
  assert.ok(left?.type === 'leftOpen' && left.details && left.children.length === 1);
  const again = await open();
  try {
    await again.send(left);
    await again.send({ type: 'graph', ...shown });
    await answer(again, searchKey);
    await again.send({ type: 'position', position: searching() });
    await again.page.locator('.details').waitFor();
  } finally {
    await again.close();
  }
});

check('a session inside a child', {}, async (webview) => {
  await show(webview, shown);
  const { page } = webview;
  await webview.send({ type: 'position', position: searching() });
  await page.locator('[data-key="THINK"] .chip-inside').getByText('LOOK', { exact: true }).waitFor();
  assert.equal(await byKey(webview, searchKey).and(page.locator('.busy')).count(), 1);
  await byKey(webview, searchKey).locator('.fold-target').click();
  await answer(webview, searchKey);
  await byKey(webview, `${searchKey}/LOOK`).and(page.locator('.current-live')).waitFor();
  assert.equal(await byKey(webview, `${searchKey}/THINK`).locator('.badge-text').textContent(), '2');
  assert.equal(await page.locator('[data-key="THINK"] .badge-text').textContent(), '1');
});

check('a breakpoint in a child is one of its own workflow', {}, async (webview) => {
  await show(webview, shown);
  await byKey(webview, searchKey).locator('.fold-target').click();
  await answer(webview, searchKey);
  await byKey(webview, `${searchKey}/LOOK`).focus();
  await webview.page.keyboard.press('F9');
  assert.deepEqual((await webview.posted()).at(-1), {
    type: 'toggleStateBreakpoint',
    state: 'LOOK',
    workflow: { file: search.file, workflow: 'Search' },
  });
  await webview.send({
    type: 'breakpoints',
    states: [],
    lines: [],
    children: [
      { file: search.file, workflow: 'Search', states: [{ state: 'LOOK', enabled: true }], lines: [] },
    ],
  });
  await byKey(webview, `${searchKey}/LOOK`).locator('.dot-on').waitFor();
});

check('a child whose source cannot be had stays closed and says why', {}, async (webview) => {
  await show(webview, shown);
  const { page } = webview;
  await byKey(webview, searchKey).locator('.fold-target').click();
  await webview.send({
    type: 'child',
    file: search.file,
    workflow: 'Search',
    graph: null,
    reason: 'search.ts holds no workflow Search.',
  });
  await page.locator('.banner-reason').getByText('search.ts holds no workflow Search.').waitFor();
  assert.equal(await page.locator('.node-frame').count(), 0);
});

for (const theme of themes) {
  check(`hostile names of children, runs and answers are text: ${theme}`, { theme }, async (webview) => {
    const { markup, bidi, control, long } = hostileNames;
    const inner = { ...ranking, name: long, file: search.file };
    const child = { workflow: long, file: search.file };
    const graph = {
      ...hostile,
      transitions: hostile.transitions.map((one) => ({ ...one, kind: 'child' as const, child })),
    };
    await show(webview, { graph, reason: null, workflows: [] });
    const { page } = webview;
    const [first] = graph.transitions;
    assert.ok(first);
    await webview.send({ type: 'toggleChild', child: first });
    await webview.send({ type: 'child', file: inner.file, workflow: long, graph: inner, reason: null });
    await page.locator('.node-frame').waitFor();
    const position = searching({
      workflow: graph.name,
      file: graph.file,
      run: markup,
      state: first.from,
      running: false,
      branches: [{ branch: bidi, state: control, workflow: long }],
    });
    await webview.send({ type: 'position', position });
    const run = { parent: null, parentSeq: 0, steps: 4, status: 'done' as const, startedAt: 1 };
    const fork = { ...run, id: bidi, parent: markup, parentSeq: 900 };
    await webview.send({
      type: 'family',
      family: { run: markup, runs: [{ ...run, id: markup }, fork, { ...fork, id: long }], omitted: 1e9 },
    });
    await page.locator('.fork-row').nth(2).waitFor();
    await page.keyboard.press('d');
    await page.locator('.details').waitFor();
    await webview.send({ type: 'position', position: { ...position, running: true } });
    const stream = { branch: '', step: 5, state: bidi, attempt: 1, call: 0, name: markup, cut: false };
    await webview.send({ type: 'stream', stream: { ...stream, chunks: [markup, bidi, control, long] } });
    await page.locator('.live-calls .value').getByText('safe\\u202Egnp.exe', { exact: false }).waitFor();
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.equal(await page.locator('.view img, .view script, .view iframe').count(), 0);
    const text = (await page.locator('body').textContent()) ?? '';
    for (const character of ['\u0000', '\u001b', '\u202e']) assert.ok(!text.includes(character));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, 'nothing pushes the page wide');
    await page.screenshot({ path: path.join(artifacts, `hostile-child-${theme}.png`) });
  });
}

function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function keptGraphs(state: unknown): number {
  const { children } = (state ?? {}) as { readonly children?: { readonly graphs: readonly unknown[] } };
  return children?.graphs.length ?? 0;
}
