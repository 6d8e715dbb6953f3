import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import { inBrowser } from './check.ts';
import { nodeRects, overlaps } from './drawing.ts';
import { everything, graphOf, hostile, hostileNames, longGraph, refinement } from './graphs.ts';
import { show } from './harness.ts';

const { check } = inBrowser();

const shown = (graph: WorkflowGraph) => ({ graph, reason: null, workflows: [graph.name] });

check('kinds of edges differ in pattern, head or words', {}, async (webview) => {
  await show(webview, shown(everything));
  const looks = await webview.page.locator('.edge').evaluateAll((edges) =>
    edges.map((edge): [kind: string, look: string] => {
      const [line, head] = [edge.querySelector('.line'), edge.querySelector('.head')];
      const kind = [...edge.classList].find((name) => name.startsWith('edge-'));
      if (!line || !head || !kind) throw new Error(`An edge lacks a part: ${edge.outerHTML}`);
      const icon = edge.querySelector('.tag .icon')?.getAttribute('class') ?? '';
      const { strokeDasharray, strokeWidth } = getComputedStyle(line);
      const uncertain = edge.classList.contains('uncertain') ? 'uncertain' : '';
      return [kind + uncertain, [strokeDasharray, strokeWidth, head.getAttribute('d'), icon].join()];
    }),
  );
  const byKind = new Map(looks);
  // Entry and end are told apart by the shapes that they lead from and to.
  for (const kind of ['edge-start', 'edge-done']) byKind.delete(kind);
  assert.equal(byKind.size, 11);
  assert.equal(new Set(byKind.values()).size, byKind.size);
});

check('hostile strings are text, escaped where they would hide or turn', {}, async (webview) => {
  await show(webview, { ...shown(hostile), workflows: [hostile.name, hostileNames.bidi] });
  await webview.send({
    type: 'graph',
    graph: null,
    reason: hostileNames.markup + hostileNames.bidi,
    workflows: [hostile.name],
  });
  const { page } = webview;
  await page.locator('.banner-reason').waitFor();
  await page.locator('.node-state').first().hover();
  await page.locator('.hover:visible').waitFor();
  assert.equal(await page.evaluate('window.hacked'), undefined);
  assert.equal(await page.locator('.view img, .view script, .view iframe').count(), 0);
  const text = await page
    .locator('body')
    .evaluate(
      (body) =>
        body.textContent +
        [...body.querySelectorAll('[aria-label]')].map((one) => one.getAttribute('aria-label')).join(''),
    );
  assert.match(text, /safe\\u202Egnp\.exe/);
  for (const character of ['\u0000', '\u001b', '\u202e']) assert.ok(!text.includes(character));
  const names = await page.locator('.name').allTextContents();
  assert.ok(names.some((name) => /^A_VERY_LONG.*…/.test(name) && name.length < 60));
  assert.ok(names.includes('__proto__'));
  assert.ok(names.includes(hostileNames.rightToLeft));
});

check('problems are marked on their states, and counted', {}, async (webview) => {
  await show(webview, shown(everything));
  const { page } = webview;
  assert.equal(await page.locator('[data-key="ARCHIVED"] .problem-error').count(), 1);
  assert.equal(await page.locator('[data-key="TRANSLATED"] .problem-warning').count(), 1);
  assert.equal(await page.locator('.node .problem').count(), 2);
  const button = page.getByRole('button', { name: '1 error, 1 warning: show the first one' });
  await button.click();
  const archived = everything.states.find(({ id }) => id === 'ARCHIVED');
  assert.deepEqual((await webview.posted()).at(-1), {
    type: 'reveal',
    file: everything.file,
    line: archived?.line,
    column: 3,
    beside: false,
  });
});

check('only the newest of several graphs is drawn', {}, async (webview) => {
  const graphs = [longGraph(60), everything, longGraph(40), { ...refinement, name: 'Newest' }];
  for (const graph of graphs) await webview.send({ type: 'graph', ...shown(graph) });
  await webview.page.locator(`.stage[data-arranged="${graphs.length}"]`).waitFor();
  assert.equal(await webview.page.locator('.node-state').count(), 5);
  assert.equal(await webview.page.locator('.header .title').textContent(), 'Newest');
});

check('a small edit leaves elements, focus and most places as they are', {}, async (webview) => {
  const { page } = webview;
  await show(webview, shown(refinement));
  await page.locator('[data-key="CHECKED"]').focus();
  // Whoever has moved the view keeps it.
  await page
    .locator('.stage')
    .evaluate((stage) => stage.dispatchEvent(new WheelEvent('wheel', { deltaY: 1, cancelable: true })));
  const element = await page.locator('[data-key="CHECKED"]').evaluateHandle((node) => node);
  const before = new Map((await nodeRects(page)).map((rect) => [rect.key, rect]));
  const edited = graphOf(
    'AnswerRefinement',
    'START',
    [...refinement.states, { id: 'REJECTED', handler: 'reject' }],
    [
      ...refinement.transitions.map(({ from, to, kind, label }) => [from, to, kind, label] as const),
      ['CHECKED', 'REJECTED'],
    ],
  );
  await show(webview, shown(edited));
  assert.equal(
    await page
      .locator('[data-key="CHECKED"]')
      .evaluate((node, before) => node === before && node === document.activeElement, element),
    true,
  );
  const moved = (await nodeRects(page)).filter(({ key, x, y }) => {
    const old = before.get(key);
    return old && Math.hypot(old.x - x, old.y - y) > 1;
  });
  assert.ok(moved.length <= before.size / 2, `${moved.map(({ key }) => key)} moved`);
});

check('nodes glide to where a new layout puts them', { reducedMotion: false }, async (webview) => {
  const { page } = webview;
  await page.clock.install({ time: 0 });
  await show(webview, shown(refinement));
  // The clock stands still from here on, so that frames come one by one however slow the machine is.
  await page.clock.pauseAt(60_000);
  await show(webview, shown({ ...refinement, transitions: [...refinement.transitions].reverse() }));
  const moments: Point[][] = [];
  for (let time = 0; time < 400; time += 20) {
    await page.clock.runFor(20);
    moments.push(await placesOfNodes(page));
  }
  const rest = moments.at(-1) ?? [];
  assert.equal(rest.length, refinement.states.length + 2);
  const ways = rest.map((end, index) => moments.map((places) => apart(places[index] ?? end, end)));
  for (const way of ways)
    assert.deepEqual(
      way,
      way.toSorted((one, other) => other - one),
      'no node turns back',
    );
  assert.ok(ways.filter((way) => new Set(way).size > 8).length >= 2, 'some are seen on their way');
  assert.deepEqual(overlaps(await nodeRects(page), await nodeRects(page)), []);
});

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the picture has its nodes, wherever the view is. */
function placesOfNodes(page: Page): Promise<Point[]> {
  return page.locator('.node').evaluateAll((nodes: SVGGElement[]) =>
    nodes.map((node) => {
      const { e = 0, f = 0 } = node.transform.baseVal.consolidate()?.matrix ?? {};
      return { x: e, y: f };
    }),
  );
}

function apart(one: Point, other: Point): number {
  return Math.round(Math.hypot(one.x - other.x, one.y - other.y));
}
