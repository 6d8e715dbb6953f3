import assert from 'node:assert/strict';
import { inBrowser } from './check.ts';
import { styleOf } from './drawing.ts';
import { everything, longGraph, refinement } from './graphs.ts';
import { show, type Webview } from './harness.ts';

const browser = inBrowser();

/** A test with this graph on the page. */
function check(name: string, run: (webview: Webview) => Promise<void>, graph = refinement): void {
  browser.check(name, {}, async (webview) => {
    await show(webview, { graph, reason: null, workflows: [graph.name] });
    await run(webview);
  });
}

const { file } = refinement;
const lineOf = (id: string) => refinement.states.find((state) => state.id === id)?.line;
const toEnd = refinement.transitions[2];
const edge = (from: string, to: string) => `.edge[data-key^='["${from}","${to}",']`;
const posted = async (webview: Webview) => (await webview.posted()).filter(({ type }) => type !== 'ready');
const focused = (webview: Webview): Promise<string | undefined> =>
  webview.page.evaluate(() => {
    const active = document.activeElement;
    return active instanceof HTMLElement || active instanceof SVGElement ? active.dataset['key'] : undefined;
  });

check('a click on a state shows its code, with Ctrl beside', async (webview) => {
  const checked = webview.page.locator('[data-key="CHECKED"]');
  await checked.click();
  await checked.click({ modifiers: ['Control'] });
  assert.deepEqual(await posted(webview), [
    { type: 'reveal', file, line: lineOf('CHECKED'), column: 1, beside: false },
    { type: 'reveal', file, line: lineOf('CHECKED'), column: 1, beside: true },
  ]);
});

check('a click on an edge or its label shows the return', async (webview) => {
  const { page } = webview;
  await page.locator(`${edge('CHECKED', 'END')} .tag-text`).click();
  const line = page.locator(`${edge('CHECKED', 'REFINED')} .line`);
  const onLine = await line.evaluate((path: SVGPathElement) => {
    const matrix = path.getScreenCTM();
    if (!matrix) throw new Error('A line that is not drawn has no place on the screen.');
    const { x, y } = path.getPointAtLength(path.getTotalLength() * 0.2).matrixTransform(matrix);
    return { x, y };
  });
  await page.mouse.click(onLine.x, onLine.y);
  const lines = (await posted(webview)).map((message) =>
    message.type === 'reveal' ? [message.line, message.column] : message,
  );
  assert.deepEqual(lines, [
    [toEnd?.line, 5],
    [refinement.transitions[3]?.line, 5],
  ]);
});

check(
  'the dot at the left of a state appears under the pointer and toggles its breakpoint',
  async (webview) => {
    const { page } = webview;
    const dot = page.locator('[data-key="CHECKED"] .dot-hint');
    assert.equal(await dot.count(), 0);
    await page.locator('[data-key="CHECKED"]').hover();
    await dot.waitFor();
    await dot.click();
    assert.deepEqual(await posted(webview), [
      { type: 'toggleStateBreakpoint', state: 'CHECKED', workflow: null },
    ]);
    await webview.send({ type: 'breakpoints', states: [{ state: 'CHECKED', enabled: true }], lines: [] });
    await page.locator('[data-key="CHECKED"] .dot-on').click();
    assert.equal((await posted(webview)).length, 2);
    await page.locator('[data-key="START"]').hover();
    assert.equal(await page.locator('.dot-hint').count(), 1);
  },
);

check('the dot on the label of an edge toggles the breakpoint of its transition', async (webview) => {
  const { page } = webview;
  await page.locator(`${edge('CHECKED', 'END')} .tag-text`).hover();
  await page.locator(`${edge('CHECKED', 'END')} .dot-hint`).click();
  assert.deepEqual(await posted(webview), [
    { type: 'toggleTransitionBreakpoint', from: 'CHECKED', to: 'END', file, line: toEnd?.line },
  ]);
});

check('dragging moves the picture and presses nothing', async (webview) => {
  const { page } = webview;
  const before = await page.locator('[data-key="CHECKED"] .shape').boundingBox();
  assert.ok(before);
  await page.mouse.move(before.x + 60, before.y + 20);
  await page.mouse.down();
  await page.mouse.move(before.x + 100, before.y + 70, { steps: 4 });
  await page.mouse.up();
  const after = await page.locator('[data-key="CHECKED"] .shape').boundingBox();
  assert.ok(after && Math.hypot(after.x - before.x - 40, after.y - before.y - 50) < 0.1);
  assert.deepEqual(await posted(webview), []);
});

check('the wheel scrolls, with Ctrl it zooms around the pointer', async (webview) => {
  const { page } = webview;
  const box = () => page.locator('[data-key="CHECKED"] .shape').boundingBox();
  const before = await box();
  assert.ok(before);
  await page.mouse.move(before.x, before.y);
  await page.mouse.wheel(10, 30);
  const scrolled = await box();
  assert.deepEqual([scrolled?.x, scrolled?.y], [before.x - 10, before.y - 30]);
  await page.mouse.move(before.x - 10, before.y - 30);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -50);
  await page.keyboard.up('Control');
  const zoomed = await box();
  assert.ok(zoomed && zoomed.width > before.width * 1.1);
  assert.ok(Math.abs(zoomed.x - before.x + 10) < 1 && Math.abs(zoomed.y - before.y + 30) < 1);
});

check('zoom and fit by buttons and keys', async (webview) => {
  const { page } = webview;
  const scale = () => page.locator('.scale').textContent();
  assert.equal(await scale(), '100%');
  await page.getByRole('button', { name: 'Zoom out (-)' }).click();
  assert.equal(await scale(), '80%');
  await page.keyboard.press('+');
  assert.equal(await scale(), '100%');
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  assert.equal(await scale(), '64%');
  await page.keyboard.press('0');
  assert.equal(await scale(), '100%');
});

check('by keyboard alone: reach the graph, walk it, show code, set breakpoints', async (webview) => {
  const { page } = webview;
  await page.locator('body').press('Tab');
  for (let presses = 0; (await focused(webview)) === undefined && presses < 12; presses++)
    await page.keyboard.press('Tab');
  assert.equal(await focused(webview), 'START');
  for (const [key, expected] of [
    ['ArrowDown', 'GENERATED'],
    ['ArrowDown', 'CHECKED'],
    ['ArrowDown', 'REFINED'],
    ['ArrowLeft', 'END'],
    ['ArrowRight', 'REFINED'],
    ['ArrowUp', 'CHECKED'],
    ['Home', 'START'],
    ['ArrowUp', '#start'],
    ['ArrowDown', 'START'],
  ] as const) {
    await page.keyboard.press(key);
    assert.equal(await focused(webview), expected);
  }
  await page.keyboard.press('Enter');
  await page.keyboard.press('F9');
  assert.deepEqual(await posted(webview), [
    { type: 'reveal', file, line: lineOf('START'), column: 1, beside: false },
    { type: 'toggleStateBreakpoint', state: 'START', workflow: null },
  ]);
  assert.equal(await page.locator('.picture [tabindex="0"]').count(), 1);
});

check('by keyboard alone: transitions', async (webview) => {
  const { page } = webview;
  await page.locator('[data-key="CHECKED"]').focus();
  await page.keyboard.press('Shift+ArrowDown');
  assert.match((await focused(webview)) ?? '', /^\["CHECKED","END",/);
  await page.keyboard.press('ArrowRight');
  assert.match((await focused(webview)) ?? '', /^\["CHECKED","REFINED",/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.keyboard.press('F9');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(webview), 'END');
  assert.deepEqual(await posted(webview), [
    { type: 'reveal', file, line: toEnd?.line, column: 5, beside: false },
    { type: 'toggleTransitionBreakpoint', from: 'CHECKED', to: 'END', file, line: toEnd?.line },
  ]);
  await page.locator('[data-key="#done"]').focus();
  await page.keyboard.press('F9');
  assert.equal(await page.getByRole('status').first().textContent(), 'There can be no breakpoint here');
});

check(
  'the focus is brought into sight, with a ring',
  async (webview) => {
    const { page } = webview;
    await page.locator('.node-state[tabindex="0"]').focus();
    for (let presses = 0; presses < 30; presses++) await page.keyboard.press('ArrowDown');
    const [box, stage] = await Promise.all([
      page.locator('.node:focus .shape').boundingBox(),
      page.locator('.stage').boundingBox(),
    ]);
    assert.ok(box && stage && box.y > stage.y && box.y + box.height < stage.y + stage.height);
    assert.equal(await styleOf(page.locator('.node:focus-visible .shape'), 'outline-style'), 'solid');
  },
  longGraph(100),
);

check(
  'find: matches are counted and brought into sight, Escape goes to the one that is meant',
  async (webview) => {
    const { page } = webview;
    await page.keyboard.press('/');
    await page.getByRole('textbox', { name: 'Find a state' }).fill('refined');
    assert.equal(await page.locator('.find-count').textContent(), '1 of 12');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.find-count').textContent(), '2 of 12');
    assert.equal(await page.locator('[data-match="current"]').getAttribute('data-key'), 'REFINED_14');
    await page.getByRole('textbox', { name: 'Find a state' }).fill('handle99');
    assert.equal(await page.locator('[data-match]').getAttribute('data-key'), 'RANKED_99');
    await page.keyboard.press('Escape');
    assert.equal(await focused(webview), 'RANKED_99');
    assert.equal(await page.locator('[data-match]').count(), 0);
    assert.equal(await page.locator('.find').isVisible(), false);
  },
  longGraph(100),
);

check(
  'find: from where no name can be read, the view comes closer',
  async (webview) => {
    const { page } = webview;
    await page.keyboard.press('0');
    const found = page.locator('[data-key="REFINED_94"]');
    assert.ok(Number((await found.boundingBox())?.width) < 20);
    await page.keyboard.press('/');
    await page.getByRole('textbox', { name: 'Find a state' }).fill('refined_94');
    await page.locator('[data-key="REFINED_94"][data-match="current"]').waitFor();
    assert.ok(Number((await found.boundingBox())?.width) > 80);
  },
  longGraph(100),
);

browser.check('in a narrow panel every button of the bar is in sight', { width: 300 }, async (webview) => {
  const { page } = webview;
  await show(webview, { graph: everything, reason: null, workflows: [everything.name, 'Other'] });
  for (const control of await page.locator('.header button:visible, .header select').all()) {
    const box = await control.boundingBox();
    assert.ok(
      box && box.x >= 0 && box.x + box.width <= 300,
      (await control.getAttribute('aria-label')) ?? '',
    );
  }
});

check('what comes to lie under a pointer that rests tells nothing by itself', async (webview) => {
  const { page } = webview;
  await page.clock.install();
  const checked = page.locator('[data-key="CHECKED"]');
  const box = await checked.boundingBox();
  assert.ok(box);
  await page.mouse.move(4, 300);
  // What the browser tells when the picture moves below the pointer.
  await checked.dispatchEvent('pointerover', { clientX: 4, clientY: 300, pointerType: 'mouse' });
  await page.clock.runFor(2_000);
  assert.equal(await checked.locator('.dot-hint').count(), 1);
  assert.equal(await page.getByRole('tooltip').count(), 0);
  await page.mouse.move(4, 310);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.clock.runFor(2_000);
  assert.equal(await page.getByRole('tooltip').count(), 1);
});

check(
  'the hover tells what a state does',
  async (webview) => {
    const { page } = webview;
    await page.locator('[data-key="PLANNED"]').hover();
    await page.getByRole('tooltip').waitFor();
    const text = await page
      .getByRole('tooltip')
      .evaluate((tooltip) =>
        [...tooltip.querySelectorAll('.hover-title, dt, dd')].map((part) => part.textContent).join(' '),
      );
    assert.equal(
      text,
      'PLANNED step plan() reads request writes outline calls llm.outline retry 3 × 1s timeout 30s',
    );
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('tooltip').isVisible(), false);
  },
  everything,
);

check(
  'everything in the picture has a role and says what it is',
  async (webview) => {
    const things = await webview.page
      .locator('.node, .edge')
      .evaluateAll((elements) =>
        elements.map((element) => [element.getAttribute('role'), element.getAttribute('aria-label')]),
      );
    assert.equal(things.length, everything.states.length + 4 + everything.transitions.length + 1);
    for (const [role, label] of things) {
      assert.equal(role, 'img');
      assert.ok(label && label.length > 3);
    }
    const labels = things.map(([, label]) => label);
    for (const expected of [
      'Start of the run',
      'RECEIVED, handled by receive, decides where to go',
      'APPROVAL, handled by askForApproval, can wait',
      'ARCHIVED, no step handles it, error: No step handles ARCHIVED. Add @step(State.ARCHIVED) to a method.',
      'done, end of the run',
      'start to RECEIVED, the run begins here',
      'REVIEWED to PLANNED, when score < 0.5',
      'APPROVAL to REMINDED, when 3 days, when the wait times out',
      'TRANSLATED to an unknown state, when targets[language], the target is a guess',
      'WITHDRAWN to failed, fails the run',
    ]) {
      assert.ok(labels.includes(expected), `${expected} is missing`);
    }
  },
  everything,
);
