import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { examine } from './axe.ts';
import { inBrowser } from './check.ts';
import { styleOf } from './drawing.ts';
import { agent, innerKey, ranking, search, searching, searchKey } from './families.ts';
import { everything, longGraph, refinement } from './graphs.ts';
import { show, themes, type Webview } from './harness.ts';
import { heatSums } from './heats.ts';
import { afterRounds, positionAfter } from './positions.ts';
import { callDetails, detailsOf, showRun, standingAt } from './runs.ts';

const artifacts = fileURLToPath(new URL('../../test-artifacts/webview', import.meta.url));

const { check } = inBrowser();
before(() => mkdir(artifacts, { recursive: true }));

for (const theme of themes) {
  check(
    `${theme}: axe finds nothing serious in any view`,
    { theme, width: 900, height: 1000 },
    async (webview) => {
      const { page } = webview;
      await webview.send({ type: 'graph', graph: null, reason: 'No workflow here.', workflows: [] });
      await page.getByText('No workflow here.').waitFor();
      await examine(webview, 'empty');
      await show(webview, {
        graph: everything,
        reason: 'Line 3 does not parse.',
        workflows: [everything.name, 'Other'],
      });
      await examine(webview, 'graph');
      await show(webview, { graph: longGraph(100), reason: null, workflows: [] });
      await page.keyboard.press('/');
      await page.getByRole('textbox', { name: 'Find a state' }).fill('scored');
      await examine(webview, 'find');
      await page.keyboard.press('Escape');

      await showRun(webview, standingAt(6));
      await examine(webview, 'timeline');
      await page.screenshot({ path: path.join(artifacts, `timeline-${theme}.png`) });
      await page.keyboard.press('d');
      const messages = Array.from({ length: 12 }, (_, index) => ({
        role: index % 2 ? 'assistant' : 'user',
        content: `${index}`,
      }));
      const whole = (value: string | number) => ({ type: 'whole' as const, value });
      const details = detailsOf(6, {
        calls: [callDetails({ args: [{ type: 'whole', value: { messages, temperature: 0 } }] })],
        changes: [{ name: 'session.rounds', path: ['rounds'], before: whole(1), after: whole(2) }],
        logs: [{ level: 'warn', message: 'slow', atMs: 3 }],
      });
      await webview.send({ type: 'step', details });
      await page.getByRole('button', { name: 'Show 6 earlier messages' }).waitFor();
      await examine(webview, 'calls');
      await page.screenshot({ path: path.join(artifacts, `calls-${theme}.png`) });
      await page.getByRole('tab', { name: 'State 1' }).click();
      const points = [0, 4, 6].map((k, index) => ({ k, value: whole(index) }));
      await webview.send({
        type: 'values',
        values: { name: 'session.rounds', points, omitted: 0, later: 0 },
      });
      await page.locator('.sparkline').waitFor();
      await examine(webview, 'state');
      await page.screenshot({ path: path.join(artifacts, `state-${theme}.png`) });
      await page.getByRole('tab', { name: 'Data and log' }).click();
      await examine(webview, 'log');
    },
  );
}

/** What the page shows beside a plain run: open children, a wait, the fork tree and the heat map. */
async function examineTheRest(webview: Webview, shot: (name: string) => Promise<unknown>): Promise<void> {
  const { page } = webview;
  await show(webview, { graph: agent, reason: null, workflows: [agent.name] });
  for (const [key, graph] of [
    [searchKey, search],
    [innerKey, ranking],
  ] as const) {
    await page.locator(`[data-key='${key}'] .fold-target`).click();
    const { file, name: workflow } = graph;
    await webview.send({ type: 'child', file, workflow, graph, reason: null });
    await page.locator(`.node-frame[data-key='${key}']`).waitFor();
  }
  await webview.send({ type: 'position', position: searching({ signals: ['found'], until: 1e12 }) });
  await page.locator('.banner-wait').waitFor();
  await examine(webview, 'children and a wait');
  await shot('children');

  await show(webview, { graph: refinement, reason: null, workflows: [refinement.name] });
  await webview.send({ type: 'position', position: positionAfter(refinement, afterRounds(2)) });
  const kin = { status: 'done', startedAt: 1, parentSeq: 2, steps: 9 } as const;
  const runs = ['run-0', 'run-1', 'run-2'].map((id, at) => ({
    ...kin,
    id,
    parent: at === 0 ? null : `run-${at - 1}`,
  }));
  await webview.send({ type: 'family', family: { run: 'run-1', runs, omitted: 3 } });
  await page.locator('.fork-row').nth(2).waitFor();
  await page.keyboard.press('h');
  const edges = refinement.transitions.map(({ from, to, line }, at) => ({
    from,
    to,
    line,
    count: at + 1,
    ms: at * 90,
  }));
  const heat = { workflow: refinement.name, runs: 4, omitted: 1, ...heatSums(edges), children: [] };
  await webview.send({ type: 'heat', heat });
  await page.locator('.node.heated').first().waitFor();
  const fill = await styleOf(page.locator('.node-start .shape'), 'fill');
  assert.equal(fill, await styleOf(page.locator('body'), 'color'), 'the dot of the start stays');
  await examine(webview, 'forks and heat');
  await shot('forks-and-heat');
}

for (const theme of themes) {
  check(
    `${theme}: axe finds nothing serious in children, waits, forks and the heat map`,
    { theme, width: 900, height: 1000 },
    async (webview) =>
      await examineTheRest(webview, (name) =>
        webview.page.screenshot({ path: path.join(artifacts, `${name}-${theme}.png`) }),
      ),
  );
}

check(
  'at twice the size of text every button can be reached',
  { width: 450, height: 500 },
  async (webview) => {
    const { page } = webview;
    await showRun(webview, standingAt(6));
    await page.keyboard.press('d');
    await webview.send({ type: 'step', details: detailsOf(6, {}) });
    await page.getByRole('tab', { name: 'Data and log' }).waitFor();
    await page.screenshot({ path: path.join(artifacts, 'twice-the-size.png') });
    const lost = await page.getByRole('button').evaluateAll((buttons) =>
      buttons
        .filter((button) => button.checkVisibility())
        .filter((button) => {
          const { left, right, width } = button.getBoundingClientRect();
          return width === 0 || left < 0 || right > innerWidth;
        })
        .map((button) => button.getAttribute('aria-label') ?? button.textContent),
    );
    assert.deepEqual(lost, []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  },
);
