import assert from 'node:assert/strict';
import { inBrowser } from './check.ts';
import type { Webview } from './harness.ts';
import { callDetails, detailsOf, postedOf, showRun, standingAt } from './runs.ts';

const { check } = inBrowser();

async function openDetails(webview: Webview, k: number, details = detailsOf(k)): Promise<void> {
  await showRun(webview, standingAt(k));
  await webview.page.keyboard.press('d');
  await webview.page.getByRole('region', { name: 'Details of the step' }).waitFor();
  await webview.send({ type: 'step', details });
  await webview.page.locator('.details h2').getByText(`#${k}`, { exact: false }).waitFor();
}

check('D shows the step where the session stands, and asks for it once', {}, async (webview) => {
  await openDetails(webview, 4);
  assert.deepEqual(await postedOf(webview, 'step'), [{ type: 'step', k: 4 }]);
  await webview.page.getByRole('tab', { name: 'Calls 0' }).click();
  await webview.page.getByText('The step called no service.').waitFor();
  await webview.send({ type: 'position', position: standingAt(6) });
  await webview.page.getByText('Step 6 of 14', { exact: false }).first().waitFor();
  assert.deepEqual((await postedOf(webview, 'step')).at(-1), { type: 'step', k: 6 });
  // An answer that comes late is not that of the step that is shown.
  await webview.send({ type: 'step', details: detailsOf(4) });
  await webview.send({ type: 'step', details: detailsOf(6) });
  await webview.page.locator('.details h2').getByText('#6', { exact: false }).waitFor();
  await webview.page.locator('.details-panel').press('d');
  await webview.page.locator('.details').waitFor({ state: 'hidden' });
});

check('what a step got and returned stands under its data', {}, async (webview) => {
  const { page } = webview;
  const returned = { directive: 'goto', state: 'REFINED', data: { words: 31 } };
  await openDetails(webview, 4, detailsOf(4, { returned: { type: 'whole', value: returned } }));
  await page.getByRole('tab', { name: 'Data and log' }).click();
  assert.match((await page.getByLabel('directive').textContent()) ?? '', /"words": 31/);
  const cut = { type: 'cut', beginning: '{"directive":"goto"', length: 90_000 } as const;
  await webview.send({ type: 'step', details: detailsOf(4, { returned: cut }) });
  await page.getByRole('button', { name: 'Open directive in an editor' }).click();
  assert.deepEqual(await postedOf(webview, 'openValue'), [
    { type: 'openValue', place: { k: 4, path: ['directive'] }, length: 90_000 },
  ]);
  const error = {
    name: 'Error',
    message: 'No answer.',
    stack: 'Error: No answer.',
    code: null,
    retryable: true,
  };
  await webview.send({ type: 'step', details: detailsOf(4, { returned: null, error }) });
  await page.getByRole('heading', { name: 'Thrown' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Returned' }).count(), 0);
});

check('a call of a model reads as a conversation', {}, async (webview) => {
  const messages = [
    { role: 'system', content: 'Be terse.' },
    ...Array.from({ length: 9 }, (_, index) => ({
      role: index % 2 ? 'assistant' : 'user',
      content: `Line ${index}`,
    })),
  ];
  const call = callDetails({
    model: 'small-model',
    inputTokens: 300,
    outputTokens: 20,
    cost: 0.0042,
    args: [{ type: 'whole', value: { model: 'small-model', messages } }],
    answer: { type: 'whole', value: { choices: [{ message: { role: 'assistant', content: 'Yes.' } }] } },
  });
  await openDetails(webview, 4, detailsOf(4, { calls: [call] }));
  const { page } = webview;
  const article = page.getByRole('article', { name: 'Call 1, model.complete' });
  await article.getByText('small-model · 60 ms · 300 tokens in, 20 out · $0.0042', { exact: true }).waitFor();
  assert.equal(await article.locator('.said-answer').textContent(), 'AnswerYes.');
  assert.equal(await article.getByText('Be terse.').isVisible(), false);
  await article.getByRole('button', { name: 'Show 4 earlier messages' }).click();
  assert.equal(await article.getByText('Be terse.').isVisible(), true);
  await article.getByRole('button', { name: 'Copy as JSON: call 1, model.complete' }).click();
  assert.deepEqual(await postedOf(webview, 'copyCall'), [{ type: 'copyCall', k: 4, index: 0 }]);
  await article.getByRole('button', { name: /^Edit answer/ }).click();
  assert.deepEqual(await postedOf(webview, 'editAnswer'), [{ type: 'editAnswer', k: 4, index: 0 }]);
});

check('hostile text is text, and what is invisible is shown', {}, async (webview) => {
  const evil = '<img src=x onerror="document.title=1"> \u202Egnp.exe \u001b[31mred\nsecond line';
  const call = callDetails({
    name: evil,
    args: [{ type: 'whole', value: evil }],
    answer: { type: 'cut', beginning: evil, length: 5_000_000 },
  });
  await openDetails(webview, 4, detailsOf(4, { calls: [call] }));
  const { page } = webview;
  await page.getByText('more characters', { exact: false }).waitFor();
  assert.equal(await page.locator('.details img').count(), 0);
  await page.getByRole('button', { name: 'Open Answered in an editor' }).click();
  assert.deepEqual(await postedOf(webview, 'openValue'), [
    { type: 'openValue', place: { k: 4, path: ['calls', 0, 'result', 'value'] }, length: 5_000_000 },
  ]);
  const said = await page.locator('.said-asked .value').textContent();
  assert.equal(said, '<img src=x onerror="document.title=1"> \\u202Egnp.exe \\u001B[31mred\nsecond line');
  assert.notEqual(await page.title(), '1');
});

check('what a step changed, and what a value held over time', {}, async (webview) => {
  const whole = (value: string | number) => ({ type: 'whole' as const, value });
  const changes = [
    { name: 'session.rounds', path: ['rounds'], before: whole(1), after: whole(2) },
    { name: 'session.note', path: ['note'], before: null, after: whole('new') },
    { name: 'session.old', path: ['old'], before: whole('gone'), after: null },
  ];
  await openDetails(webview, 4, detailsOf(4, { changes }));
  const { page } = webview;
  // Until somebody chooses a tab, it is the first one with something in it.
  await page.getByRole('tab', { name: 'State 3', selected: true }).waitFor();
  const change = page.getByRole('article', { name: 'session.rounds' });
  assert.deepEqual(await change.locator('.value').allTextContents(), ['1', '2']);
  await page.getByRole('article', { name: 'session.old' }).getByText('removed', { exact: true }).waitFor();
  await change.getByRole('button', { name: 'History of session.rounds' }).click();
  assert.deepEqual(await postedOf(webview, 'values'), [
    { type: 'values', k: 4, path: ['rounds'], branch: '' },
  ]);
  const points = [0, 4, 6].map((k, index) => ({ k, value: whole(index) }));
  await webview.send({ type: 'values', values: { name: 'session.rounds', points, omitted: 0, later: 0 } });
  await page
    .getByRole('img', { name: 'session.rounds over time: 0 at first, 1 here, 2 at last, between 0 and 2' })
    .waitFor();
  await page.getByRole('button', { name: 'Go to step 6' }).click();
  assert.deepEqual(await postedOf(webview, 'travel'), [{ type: 'travel', k: 6 }]);
  for (const name of ['Open session', 'Compare with the step before', 'Edit session'])
    await page.getByText(name, { exact: true }).click();
  assert.deepEqual(await postedOf(webview, 'openState'), [
    { type: 'openState', k: 4, against: null, branch: '' },
    { type: 'openState', k: 4, against: 3, branch: '' },
  ]);
  assert.deepEqual(await postedOf(webview, 'editSession'), [{ type: 'editSession' }]);
});

check('what a value held is listed around the step, however long the run is', {}, async (webview) => {
  const whole = (value: number) => ({ type: 'whole' as const, value });
  const change = { name: 'session.rounds', path: ['rounds'], before: whole(3), after: whole(4) };
  await openDetails(webview, 4, detailsOf(4, { changes: [change] }));
  const { page } = webview;
  await page.getByRole('button', { name: 'History of session.rounds' }).click();
  const points = Array.from({ length: 500 }, (_, k) => ({ k, value: whole(k) }));
  const values = { name: 'session.rounds', points, omitted: 0, later: 4_500 };
  await webview.send({ type: 'values', values });
  await page.locator('.value-history [aria-current="step"]', { hasText: 'step 4 4' }).waitFor();
  assert.equal(await page.locator('.value-history li').count(), 12);
  await page.getByText('4,988 later values not listed', { exact: true }).waitFor();
});

check('the line above the details makes them higher, by mouse, keys and command', {}, async (webview) => {
  await openDetails(webview, 4, detailsOf(4));
  const { page } = webview;
  const sash = page.getByRole('separator', { name: 'Height of the details' });
  const height = async () => (await page.locator('.details').boundingBox())?.height ?? 0;
  const share = async () => Number(await sash.getAttribute('aria-valuenow'));
  assert.equal(await share(), 42);
  const before = await height();
  const box = await sash.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 200, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y - 100, { steps: 3 });
  await page.mouse.up();
  assert.ok((await height()) > before + 80);
  await sash.dblclick();
  assert.equal(await share(), 42);
  await sash.focus();
  await page.keyboard.press('ArrowUp');
  assert.equal(await share(), 47);
  await page.keyboard.press('End');
  assert.equal(await share(), 15);
  await webview.send({ type: 'do', action: 'growDetails' });
  await page.locator('.sash[aria-valuenow="20"]').waitFor();
  await page.keyboard.press('Home');
  assert.equal(await share(), 80);
  await page.setViewportSize({ width: 900, height: 420 });
  const panel = await page.locator('.details-panel').boundingBox();
  assert.ok(panel && panel.y + panel.height <= 420, 'in a low panel nothing is pushed out of it');
  const kept = async () => (await webview.state()) as { readonly detailsShare?: number } | null;
  while ((await kept())?.detailsShare !== 80) await new Promise((resolve) => setTimeout(resolve, 20));
});

check(
  'in a low page the picture keeps half of it, until the line is drawn elsewhere',
  {},
  async (webview) => {
    await openDetails(webview, 4, detailsOf(4));
    const { page } = webview;
    const height = async (part: string) => (await page.locator(part).boundingBox())?.height ?? 0;
    await page.setViewportSize({ width: 900, height: 460 });
    await page.waitForFunction(() => (document.querySelector('.stage')?.clientHeight ?? 0) >= 229);
    const [before, strip] = [await height('.details'), await height('.timeline')];
    assert.ok(before >= 96 && strip <= 60, `details ${before}, timeline ${strip}`);
    await page.getByRole('slider', { name: 'Position in the run' }).focus();
    for (const size of [
      { width: 900, height: 460 },
      { width: 900, height: 470 },
      { width: 900, height: 480 },
      { width: 400, height: 510 },
    ]) {
      await page.setViewportSize(size);
      await page.locator('.sash').press('Enter');
      await page.locator('.details:not(.by-hand)').waitFor();
      for (
        let low = await height('.details'), times = 0;
        times < 3;
        low = await height('.details'), times++
      ) {
        await webview.send({ type: 'do', action: 'growDetails' });
        await page.waitForFunction(
          (least) => (document.querySelector('.details')?.getBoundingClientRect().height ?? 0) > least,
          low,
        );
      }
      await fitsInto(webview, size.height);
    }
  },
);

check('in a page that is narrow and low nothing is pushed out of it', {}, async (webview) => {
  await openDetails(webview, 4, detailsOf(4));
  for (const height of [380, 390, 400, 410, 420, 430, 520, 530]) {
    await webview.page.setViewportSize({ width: 400, height });
    await fitsInto(webview, height);
  }
});

async function fitsInto({ page }: Webview, most: number): Promise<void> {
  await page.waitForFunction(
    (bottom) =>
      (document.querySelector('.details')?.getBoundingClientRect().bottom ?? bottom + 9) <= bottom + 1,
    most,
  );
}

check('without a session the details leave their room to the picture', {}, async (webview) => {
  await openDetails(webview, 4, detailsOf(4));
  const { page } = webview;
  await webview.send({ type: 'position', position: null });
  await page.locator('.details').waitFor({ state: 'hidden' });
  await page.keyboard.press('d');
  await page
    .getByRole('status')
    .getByText('The details of a step stay hidden')
    .waitFor({ state: 'attached' });
  await page.keyboard.press('d');
  await showRun(webview, standingAt(4));
  await page.locator('.details').waitFor();
});

check('the session of a child is that of its own line', {}, async (webview) => {
  const added = {
    name: 'session.note',
    path: ['note'],
    before: null,
    after: { type: 'whole' as const, value: 'new' },
  };
  await openDetails(webview, 4, detailsOf(4, { branch: '2', changes: [added] }));
  const { page } = webview;
  await page.getByRole('tab', { name: 'State 1', selected: true }).waitFor();
  await page.getByText('Open session', { exact: true }).click();
  await page.getByRole('button', { name: 'History of session.note' }).click();
  assert.deepEqual(await postedOf(webview, 'openState'), [
    { type: 'openState', k: 4, against: null, branch: '2' },
  ]);
  assert.deepEqual(await postedOf(webview, 'values'), [
    { type: 'values', k: 4, path: ['note'], branch: '2' },
  ]);
  assert.equal(await page.getByText('Edit session', { exact: true }).count(), 0);
});

check('a recording cannot be edited', {}, async (webview) => {
  await showRun(webview, standingAt(4, { mode: 'replay' }));
  await webview.page.keyboard.press('d');
  await webview.send({ type: 'step', details: detailsOf(4, { calls: [callDetails()] }) });
  await webview.page.getByRole('button', { name: /^Copy as JSON/ }).waitFor();
  assert.equal(await webview.page.getByRole('button', { name: /^Edit/ }).count(), 0);
});

check('an answer is read while it comes, and makes place for its record', {}, async (webview) => {
  await openDetails(webview, 4);
  const { page } = webview;
  const chunk = (text: string, changes = {}) =>
    webview.send({
      type: 'stream',
      stream: {
        branch: '',
        step: 5,
        state: 'GENERATED',
        attempt: 1,
        call: 0,
        name: 'llm.ask',
        chunks: [{ choices: [{ delta: { content: text } }] }],
        cut: false,
        ...changes,
      },
    });
  await webview.send({ type: 'position', position: { ...standingAt(4), running: true } });
  await chunk('Once upon');
  await chunk(' a <b>time</b>\u202e');
  const live = page.getByRole('article', { name: 'Call llm.ask, answering' });
  await live.getByText('Once upon a <b>time</b>\\u202E', { exact: true }).waitFor();
  // Another attempt begins anew; a second call stands beside the first.
  await chunk('Once more', { attempt: 2 });
  await live.getByText('Once more', { exact: true }).waitFor();
  await chunk('41', { attempt: 2, call: 1, name: 'math.count', chunks: [{ sum: 41 }], cut: true });
  await page
    .getByRole('article', { name: 'Call math.count, answering' })
    .getByText('(all of it when the step has ended)', { exact: false })
    .waitFor();
  assert.equal(await live.count(), 1);
  await webview.send({ type: 'position', position: standingAt(5) });
  await live.waitFor({ state: 'detached' });
  await page.getByText('The step called no service.').waitFor();
});
