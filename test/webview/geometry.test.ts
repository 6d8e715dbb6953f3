import assert from 'node:assert/strict';
import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import { planOf } from '../../webview/plan.ts';
import { inBrowser } from './check.ts';
import { distanceTo, labelRects, lineEnds, nodeRects, overlaps } from './drawing.ts';
import { everything, hostile, longGraph, refinement } from './graphs.ts';
import { show } from './harness.ts';

const { check } = inBrowser();

const shown = (graph: WorkflowGraph) => ({ graph, reason: null, workflows: [graph.name] });

for (const [name, graph] of [
  ['the refinement loop', refinement],
  ['every kind of transition', everything],
  ['hostile names', hostile],
  ['100 states', longGraph(100)],
] as const) {
  check(`${name}: everything is drawn, nothing lies on anything`, {}, async (webview) => {
    await show(webview, shown(graph));
    const { page } = webview;
    const plan = planOf(graph, []);
    const nodes = await nodeRects(page);
    const labels = await labelRects(page);
    assert.deepEqual(new Set(nodes.map(({ key }) => key)), new Set(plan.nodes.map(({ key }) => key)));
    assert.equal(await page.locator('.edge').count(), plan.edges.length);
    assert.ok(labels.length > 0);
    assert.deepEqual(overlaps(nodes, nodes), []);
    assert.deepEqual(overlaps(labels, nodes), []);
    assert.deepEqual(overlaps(labels, labels), []);

    const places = new Map(nodes.map((rect) => [rect.key, rect]));
    const ends = new Map((await lineEnds(page)).map((line) => [line.key, line]));
    for (const { key, from, to } of plan.edges) {
      const [line, source, target] = [ends.get(key), places.get(from), places.get(to)];
      assert.ok(line && source && target);
      assert.ok(distanceTo(line.from, source) < 2, `${key} starts at its source`);
      assert.ok(distanceTo(line.to, target) < 12, `${key} ends at its target, less the head of its arrow`);
    }
  });
}

check('1,000 states are drawn', {}, async (webview) => {
  const graph = longGraph(1000);
  await show(webview, shown(graph));
  assert.equal(await webview.page.locator('.node-state').count(), 1000);
  assert.equal(await webview.page.locator('.edge').count(), graph.transitions.length + 1);
  // What is far out of sight takes no part, and has no place on the screen.
  await webview.page.locator('.node').evaluateAll((hidden: SVGElement[]) => {
    for (const { style } of hidden) style.display = '';
  });
  const nodes = await nodeRects(webview.page);
  assert.ok(nodes.every(({ width }) => width > 0));
  // Every node against those near it is enough: the list is in the order of the rows.
  const rows = nodes.toSorted((one, other) => one.y - other.y);
  rows.forEach((one, index) => {
    assert.deepEqual(overlaps([one], rows.slice(index + 1, index + 20)), []);
  });
  assert.equal(await webview.page.locator('.minimap').isVisible(), true);
});

check('5,000 states are drawn: near those in sight, from afar as outlines', {}, async (webview) => {
  const graph = longGraph(5000);
  await show(webview, shown(graph));
  const { page } = webview;
  assert.equal(await page.locator('.node-state').count(), 5000);
  assert.ok((await page.locator('.node-state:visible').count()) < 500);
  assert.equal(await page.locator('.overview').count(), 0);
  await page.keyboard.press('0');
  await page.locator('.overview').waitFor({ state: 'attached' });
  const outlines = await page
    .locator('.overview path')
    .evaluateAll((paths) => paths.map((path) => (path.getAttribute('d') ?? '').split('M').length - 1));
  // Lines, then states that nothing is said of.
  assert.deepEqual(outlines.slice(0, 2), [
    await page.locator('.edge').count(),
    await page.locator('.node').count(),
  ]);
  await page.keyboard.press('Tab');
  assert.ok(await page.locator('.node:visible').count());
});

check('what comes into sight is there, and keys reach what is not', {}, async (webview) => {
  const graph = longGraph(1000);
  await show(webview, shown(graph));
  const { page } = webview;
  const last = page.locator(`[data-key="${graph.states.at(-1)?.id}"]`);
  assert.equal(await last.isVisible(), false);
  const start = page.locator(`[data-key="${graph.start}"]`);
  await start.focus();
  for (let step = 0; step < 30; step++) await page.keyboard.press('ArrowDown');
  const focused = await page.evaluate(() => {
    const { x, y, width } = document.activeElement?.getBoundingClientRect() ?? new DOMRect();
    return { inSight: x > 0 && y > 0 && y < innerHeight && width > 0 };
  });
  assert.deepEqual(focused, { inSight: true });
  assert.notEqual(await page.locator('.node[tabindex="0"]').getAttribute('data-key'), graph.start);
  assert.equal(await start.isVisible(), false);
  await page.keyboard.press('Home');
  await page.locator(`[data-key="${graph.start}"]:focus`).waitFor();
  const near = await page.locator('.node-state:visible').count();
  assert.ok(near > 0 && near < 500, `${near} of 1,000 states take part`);
});
