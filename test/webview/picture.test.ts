import assert from 'node:assert/strict';
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
    edges.map((edge) => {
      const style = (name: string) =>
        edge.ownerDocument.defaultView.getComputedStyle(edge.querySelector(name));
      const kind = edge
        .getAttribute('class')
        .split(' ')
        .find((name: string) => name.startsWith('edge-'));
      const icon = edge.querySelector('.tag .icon')?.getAttribute('class') ?? '';
      const { strokeDasharray, strokeWidth } = style('.line');
      const uncertain = edge.classList.contains('uncertain') ? 'uncertain' : '';
      return [
        kind + uncertain,
        [strokeDasharray, strokeWidth, edge.querySelector('.head').getAttribute('d'), icon].join(),
      ];
    }),
  );
  const byKind = new Map<string, string>(looks);
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
  await page.locator('.hover').waitFor();
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
  assert.equal(await webview.page.locator('.title').textContent(), 'Newest');
});

check('a small edit leaves elements, focus and most places as they are', {}, async (webview) => {
  const { page } = webview;
  await show(webview, shown(refinement));
  await page.locator('[data-key="CHECKED"]').focus();
  // Whoever has moved the view keeps it.
  await page
    .locator('.stage')
    .evaluate((stage) =>
      stage.dispatchEvent(
        new stage.ownerDocument.defaultView.WheelEvent('wheel', { deltaY: 1, cancelable: true }),
      ),
    );
  await page.locator('[data-key="CHECKED"]').evaluate((element) => {
    element.marked = true;
  });
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
      .evaluate((element) => element.marked && element === element.ownerDocument.activeElement),
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
  await show(webview, shown(refinement));
  const transforms = page.locator('.nodes').evaluate(
    (layer) =>
      new Promise<number>((resolve) => {
        let changes = 0;
        const observer = new layer.ownerDocument.defaultView.MutationObserver((records: unknown[]) => {
          changes += records.length;
        });
        observer.observe(layer, { subtree: true, attributes: true, attributeFilter: ['transform'] });
        layer.ownerDocument.defaultView.setTimeout(() => resolve(changes), 1500);
      }),
  );
  await show(webview, shown({ ...refinement, transitions: [...refinement.transitions].reverse() }));
  assert.ok((await transforms) > 3 * refinement.states.length);
  // At the end everything is exactly where the layout has it.
  assert.deepEqual(overlaps(await nodeRects(page), await nodeRects(page)), []);
});
