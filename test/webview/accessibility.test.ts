import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { examine } from './axe.ts';
import { inBrowser } from './check.ts';
import { everything, longGraph } from './graphs.ts';
import { show, themes } from './harness.ts';
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
      await webview.send({ type: 'values', values: { name: 'session.rounds', points, omitted: 0 } });
      await page.locator('.sparkline').waitFor();
      await examine(webview, 'state');
      await page.screenshot({ path: path.join(artifacts, `state-${theme}.png`) });
      await page.getByRole('tab', { name: 'Data and log' }).click();
      await examine(webview, 'log');
    },
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
