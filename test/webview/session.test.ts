import assert from 'node:assert/strict';
import type { PositionBody } from '../../runtime/model/position.ts';
import { inBrowser } from './check.ts';
import { nodeRects, overlaps, styleOf } from './drawing.ts';
import { everything, longGraph, refinement } from './graphs.ts';
import { show, type Webview } from './harness.ts';
import { afterRounds, positionAfter } from './positions.ts';

const { check } = inBrowser();

const refined = { graph: refinement, reason: null, workflows: ['AnswerRefinement'] };
const sendPosition = (webview: Webview, position: PositionBody | null) =>
  webview.send({ type: 'position', position });
const edge = (from: string, to: string) => `.edge[data-key^='["${from}","${to}",']`;

check('counters climb without a new layout', {}, async (webview) => {
  const { page } = webview;
  await show(webview, refined);
  await sendPosition(webview, positionAfter(refinement, ['START']));
  await page.locator('.timeline').waitFor();
  const before = await nodeRects(page);
  for (const rounds of [1, 5, 1234]) {
    await sendPosition(webview, positionAfter(refinement, afterRounds(rounds), { running: true }));
    await page
      .locator(`${edge('REFINED', 'CHECKED')} .tag-count`)
      .getByText(`×${rounds}`, { exact: true })
      .waitFor();
    assert.equal(await page.locator('[data-key="CHECKED"] .badge').textContent(), String(rounds + 1));
    assert.equal(await page.locator('[data-key="REFINED"] .badge').textContent(), String(rounds));
  }
  assert.deepEqual(await nodeRects(page), before);
  assert.equal(await page.locator('.stage').getAttribute('data-arranged'), '1');
  assert.equal(await page.locator('.step').textContent(), 'Step 2,470');
  assert.equal(await page.locator('.progress').isVisible(), true);
});

check(
  'the current state has a mark and a border of its own; what was never visited steps back',
  {},
  async (webview) => {
    const { page } = webview;
    await show(webview, refined);
    await sendPosition(webview, positionAfter(refinement, afterRounds(2)));
    const checked = page.locator('[data-key="CHECKED"]');
    await checked.locator('.arrow').waitFor();
    assert.equal(await checked.getAttribute('aria-current'), 'step');
    assert.equal(await page.locator('.arrow').count(), 1);
    const width = async (key: string) =>
      Number.parseFloat(await styleOf(page.locator(`[data-key="${key}"] .shape`), 'stroke-width'));
    assert.ok((await width('CHECKED')) > (await width('REFINED')));
    const opacity = async (selector: string) => Number(await styleOf(page.locator(selector), 'opacity'));
    assert.equal(await opacity('[data-key="REFINED"] .shape'), 1);
    assert.ok((await opacity('[data-key="END"] .shape')) < 1);
    assert.ok((await opacity(`${edge('CHECKED', 'END')} .line`)) < 1);
    assert.equal(await page.locator('.edge.last').count(), 1);
    assert.equal(await page.locator(`${edge('REFINED', 'CHECKED')}.last`).count(), 1);

    await sendPosition(webview, null);
    await page.locator('.arrow').waitFor({ state: 'detached' });
    assert.equal(await page.locator('.badge').count(), 0);
    assert.equal(await opacity('[data-key="END"] .shape'), 1);
  },
);

const places: readonly (readonly [Partial<PositionBody>, string | null, string])[] = [
  [{ mode: 'live' }, null, 'Now in CHECKED, step 2'],
  [
    { mode: 'replay', head: 40 },
    'Step 2 of 40 · replay',
    'Now in CHECKED, step 2 of 40, replay of a recording',
  ],
  [
    { mode: 'following', head: 12 },
    'In the past: step 2 of 12 · forward follows the recording',
    'Now in CHECKED, step 2 of 12, forward follows the recording',
  ],
  [
    { mode: 'forking', head: 12 },
    'In the past: step 2 of 12 · the next step starts a new run',
    'Now in CHECKED, step 2 of 12, the next step starts a new run',
  ],
  [
    { mode: 'forking', head: 12, edited: ['session.rounds', 'session.answer', 'answer of model.complete'] },
    'In the past: step 2 of 12 · the next step starts a new run · session.rounds and 2 more edited',
    'Now in CHECKED, step 2 of 12, the next step starts a new run',
  ],
  [{ mode: 'live', running: true }, null, 'Running'],
  [{ workflow: 'Other' }, 'The debug session runs Other', 'Now in CHECKED, step 2'],
];

const waits: readonly (readonly [Partial<PositionBody>, RegExp | null, boolean])[] = [
  [{ signals: ['decision'] }, /^Waits for the signal "decision"Send Signal…$/, true],
  [
    { signals: ['decision'], until: Date.UTC(2030, 0, 2) },
    /^Waits for the signal "decision" until .*2030.*Send Signal…$/,
    true,
  ],
  [
    { signals: ['a', 'safe\u202Egnp.exe'] },
    /^Waits for the signals "a", "safe\\u202Egnp.exe"Send Signal…$/,
    true,
  ],
  [{ until: Date.UTC(2030, 0, 2) }, /^Sleeps until .*2030/, false],
  [{ until: 8.64e15 + 1 }, /^Sleeps until a time too far away to tell/, false],
  [{ signals: ['decision'], mode: 'replay' }, /^Waits for the signal "decision"/, false],
  [{ signals: ['decision'], running: true }, null, false],
];

for (const [changes, banner, sends] of waits) {
  check(`the view says what the run waits for: ${JSON.stringify(changes)}`, {}, async (webview) => {
    const { page } = webview;
    await show(webview, refined);
    const walk = ['START', 'GENERATED', 'CHECKED'];
    await sendPosition(webview, positionAfter(refinement, walk, changes));
    const wait = page.locator('.banner-wait');
    if (banner === null) {
      await page.locator('.view.running, .running').first().waitFor();
      assert.equal(await wait.isVisible(), false);
      return;
    }
    await wait.waitFor();
    assert.match((await wait.textContent()) ?? '', banner);
    await page
      .getByRole('status')
      .getByText(/Now in CHECKED.*\. (Waits|Sleeps) /)
      .waitFor({ state: 'attached' });
    const send = wait.getByRole('button', { name: 'Send Signal…' });
    assert.equal(await send.isVisible(), sends);
    if (!sends) return;
    await send.click();
    assert.deepEqual(
      (await webview.posted()).filter(({ type }) => type === 'sendSignal'),
      [{ type: 'sendSignal' }],
    );
  });
}

for (const [changes, banner, announcement] of places) {
  check(`the view says where it is: ${JSON.stringify(changes)}`, {}, async (webview) => {
    const { page } = webview;
    await show(webview, refined);
    await sendPosition(webview, positionAfter(refinement, ['START', 'GENERATED', 'CHECKED'], changes));
    await page.getByRole('status').getByText(announcement, { exact: true }).waitFor({ state: 'attached' });
    const place = page.locator('.banner-place');
    assert.equal((await place.isVisible()) ? await place.textContent() : null, banner);
  });
}

check('a transition that the source does not show is drawn, and says so', {}, async (webview) => {
  const { page } = webview;
  await show(webview, refined);
  await sendPosition(webview, positionAfter(refinement, ['START', 'CHECKED', 'VANISHED']));
  const extra = page.locator(edge('START', 'CHECKED'));
  await extra.waitFor();
  assert.match(
    (await extra.getAttribute('aria-label')) ?? '',
    /observed, not drawn in the source, taken once$/,
  );
  assert.equal(await extra.locator('.tag-text').textContent(), 'observed');
  assert.match(
    (await page.locator('[data-key="VANISHED"]').getAttribute('aria-label')) ?? '',
    /not in the source, current state/,
  );
  const arranged = await page.locator('.stage').getAttribute('data-arranged');
  await sendPosition(
    webview,
    positionAfter(refinement, ['START', 'CHECKED', 'VANISHED', 'VANISHED'].slice(0, 3), { seq: 9 }),
  );
  assert.equal(await page.locator('.stage').getAttribute('data-arranged'), arranged);
  await sendPosition(webview, null);
  await extra.waitFor({ state: 'detached' });
});

check('the view follows the current state, but not while somebody looks around', {}, async (webview) => {
  const { page } = webview;
  const graph = longGraph(100);
  await show(webview, { graph, reason: null, workflows: [] });
  const inSight = async (id: string) => {
    const [box, stage] = await Promise.all([
      page.locator(`[data-key="${id}"] .shape`).boundingBox(),
      page.locator('.stage').boundingBox(),
    ]);
    assert.ok(box && stage);
    return (
      box.y >= stage.y &&
      box.y + box.height <= stage.y + stage.height &&
      box.x >= stage.x &&
      box.x + box.width <= stage.x + stage.width
    );
  };
  const [first = '', far = '', farther = ''] = [0, 60, 90].map((index) => graph.states[index]?.id);
  assert.equal(await inSight(far), false);
  await sendPosition(webview, positionAfter(graph, [first, far]));
  await page.locator(`[data-key="${far}"] .arrow`).waitFor();
  while (!(await inSight(far))) await page.evaluate(() => new Promise(requestAnimationFrame));

  // Both in one breath, so that no time passes between them however slow the machine is.
  const next = { type: 'position', position: positionAfter(graph, [first, far, farther]) };
  await page.locator('.stage').evaluate((stage, message) => {
    stage.dispatchEvent(new WheelEvent('wheel', { deltaY: 40, cancelable: true }));
    window.dispatchEvent(new MessageEvent('message', { data: message }));
  }, next);
  await page.locator(`[data-key="${farther}"] .arrow`).waitFor();
  assert.equal(await inSight(farther), false);
});

check('breakpoints: set, disabled, and on transitions', {}, async (webview) => {
  const { page } = webview;
  await show(webview, refined);
  const line = refinement.transitions[2]?.line ?? 0;
  await webview.send({
    type: 'breakpoints',
    states: [
      { state: 'CHECKED', enabled: true },
      { state: 'REFINED', enabled: false },
    ],
    lines: [{ file: refinement.file, line, enabled: true }],
  });
  await page.locator('[data-key="CHECKED"] .dot-on').waitFor();
  assert.equal(await page.locator('[data-key="REFINED"] .dot-off').count(), 1);
  assert.equal(await page.locator(`${edge('CHECKED', 'END')} .dot-on`).count(), 1);
  assert.equal(await page.locator('.dot').count(), 3);
  const fill = (selector: string) => styleOf(page.locator(`${selector} circle`), 'fill');
  assert.equal(await fill('[data-key="CHECKED"] .dot'), 'rgb(229, 20, 0)');
  assert.notEqual(await fill('[data-key="REFINED"] .dot'), 'rgb(229, 20, 0)');

  // The current state keeps its breakpoint in sight, in front of its arrow.
  await sendPosition(webview, positionAfter(refinement, afterRounds(1)));
  await page.locator('[data-key="CHECKED"] .arrow').waitFor();
  assert.equal(await page.locator('[data-key="CHECKED"] .arrow ~ .dot').count(), 1);
  await webview.send({ type: 'breakpoints', states: [], lines: [] });
  await page.locator('.dot').first().waitFor({ state: 'detached' });
});

check(
  'breakpoints: a condition and a log point have shapes of their own and tell what they do',
  {},
  async (webview) => {
    const { page } = webview;
    await show(webview, refined);
    await webview.send({
      type: 'breakpoints',
      states: [
        { state: 'CHECKED', enabled: true, when: 'session.rounds > 2' },
        { state: 'REFINED', enabled: false, log: 'at {session.answer}' },
        { state: 'END', enabled: true },
      ],
      lines: [],
    });
    const shapeOf = async (key: string) => {
      const dot = page.locator(`[data-key="${key}"] .dot`);
      await dot.waitFor();
      return [await dot.locator('.dot-sign').getAttribute('d'), await dot.locator('circle').isVisible()];
    };
    const [conditional, log, plain] = [
      await shapeOf('CHECKED'),
      await shapeOf('REFINED'),
      await shapeOf('END'),
    ];
    assert.equal(new Set([conditional, log, plain].map(String)).size, 3);
    assert.match(
      (await page.locator('[data-key="CHECKED"]').getAttribute('aria-label')) ?? '',
      /breakpoint set, when session\.rounds > 2/,
    );
    assert.match(
      (await page.locator('[data-key="REFINED"]').getAttribute('aria-label')) ?? '',
      /log point disabled, logs at \{session\.answer\}/,
    );
  },
);

check('what a hover tells of a state climbs with the run', {}, async (webview) => {
  const { page } = webview;
  await show(webview, refined);
  await sendPosition(webview, positionAfter(refinement, afterRounds(0)));
  await page.locator('[data-key="CHECKED"] .arrow').waitFor();
  await page.locator('[data-key="CHECKED"]').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  const tooltip = page.getByRole('tooltip');
  await tooltip.getByText('Visited once', { exact: true }).waitFor();
  await sendPosition(webview, positionAfter(refinement, afterRounds(2)));
  await tooltip.getByText('Visited 3 times', { exact: true }).waitFor();
});

for (const [state, graph, walk] of [
  ['#done', refinement, ['START', 'GENERATED', 'CHECKED', 'END', '#done']],
  ['#failed', everything, ['RECEIVED', '#failed']],
  ['CHECKED', refinement, afterRounds(1)],
] as const) {
  check(`the arrow at ${state} lies on none of its node's icons and words`, {}, async (webview) => {
    const { page } = webview;
    await show(webview, { graph, reason: null, workflows: [] });
    for (const mode of ['live', 'following'] as const) {
      await sendPosition(webview, positionAfter(graph, walk, { mode }));
      const node = page.locator(`[data-key="${state}"].current-${mode === 'live' ? 'live' : 'past'}`);
      await node.locator('.arrow').waitFor();
      const parts = await node.locator('.arrow, .icon, text').evaluateAll((elements) =>
        elements.map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return { key: element.getAttribute('class') ?? '', x, y, width, height };
        }),
      );
      const arrow = parts.find(({ key }) => key === 'arrow');
      const others = parts.filter((part) => part !== arrow);
      assert.ok(arrow && others.length >= 2);
      const wide = { ...arrow, x: arrow.x - 2, width: arrow.width + 4 };
      assert.deepEqual(overlaps([wide], others), []);
      const shape = await node.locator('.shape').boundingBox();
      assert.ok(shape && arrow.x > shape.x && arrow.x + arrow.width < shape.x + shape.width);
    }
  });
}

check('the view stays as it is when a banner comes and goes', {}, async (webview) => {
  const { page } = webview;
  await show(webview, refined);
  const walk = ['START', 'GENERATED', 'CHECKED'];
  await sendPosition(webview, positionAfter(refinement, walk));
  await page.locator('[data-key="CHECKED"].current-live').waitFor();
  const before = await nodeRects(page);
  await sendPosition(webview, positionAfter(refinement, walk, { mode: 'following', head: 9 }));
  await page.locator('.banner-place').waitFor();
  assert.deepEqual(await nodeRects(page), before);
  // It hides nothing of the picture that was fitted.
  const banner = await page.locator('.banner-place').boundingBox();
  assert.ok(banner);
  assert.deepEqual(overlaps([{ key: 'banner', ...banner }], before), []);
});

check('a state shows how many open branches stand there', {}, async (webview) => {
  const { page } = webview;
  await show(webview, { graph: everything, reason: null, workflows: [] });
  const walk = ['RECEIVED', 'PLANNED'];
  const branches = ['2.0', '2.1', '2.2'].map((branch) => ({ branch, state: 'SECTION' }));
  await sendPosition(webview, positionAfter(everything, walk, { branches }));
  const section = page.locator('[data-key="SECTION"]');
  await section.locator('.chip-text').getByText('×3', { exact: true }).waitFor();
  assert.match((await section.getAttribute('aria-label')) ?? '', /, 3 branches here$/);
  await sendPosition(webview, positionAfter(everything, walk, { branches: branches.slice(1) }));
  await section.locator('.chip-text').getByText('×2', { exact: true }).waitFor();
  await sendPosition(webview, positionAfter(everything, [...walk, 'SECTION', 'MERGED']));
  await section.locator('.chip').waitFor({ state: 'detached' });
});

check('a session of every kind of step leaves its trace', {}, async (webview) => {
  const { page } = webview;
  await show(webview, { graph: everything, reason: null, workflows: [] });
  const walk = ['RECEIVED', 'PLANNED', 'SECTION', 'MERGED', 'REVIEWED', 'REVIEWED', 'WITHDRAWN', '#failed'];
  await sendPosition(webview, positionAfter(everything, walk));
  await page.locator('[data-key="#failed"] .arrow').waitFor();
  assert.equal(await page.locator('.edge.visited').count(), walk.length);
  assert.equal(await page.locator(`${edge('WITHDRAWN', '#failed')}.last`).count(), 1);
  assert.equal(await page.locator('.node-state.visited').count(), 6);
});
