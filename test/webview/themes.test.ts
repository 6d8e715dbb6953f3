import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { before } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { inBrowser } from './check.ts';
import { contrast, styleOf } from './drawing.ts';
import { everything, longGraph, refinement } from './graphs.ts';
import { show, themes } from './harness.ts';
import { afterRounds, positionAfter } from './positions.ts';

/** Pictures for people to look at; what they show is asserted elsewhere, but for the contrast of words. */
const artifacts = fileURLToPath(new URL('../../test-artifacts/webview', import.meta.url));

const { check } = inBrowser();
before(() => mkdir(artifacts, { recursive: true }));

for (const theme of themes) {
  check(
    `${theme}: words stand out from what is behind them`,
    { theme, width: 1000, height: 1000 },
    async (webview) => {
      const shot = (name: string) =>
        webview.page.screenshot({ path: path.join(artifacts, `${name}-${theme}.png`) });
      const { page } = webview;
      await show(webview, { graph: everything, reason: null, workflows: [everything.name, 'Other'] });
      await shot('every-kind');
      const node = '.node-state .shape';
      const label = '.tag:not(.tag-empty) .tag-back';
      await checkContrast(page, [
        ['.name', 'fill', node, 'fill', 4.5],
        ['.handler', 'fill', node, 'fill', 4.5],
        ['.tag-text', 'fill', label, 'fill', 4.5],
        ['.tag-count', 'fill', label, 'fill', 4.5],
        ['.extent', 'color', 'body', 'background-color', 4.5],
        ['.edge .line', 'stroke', 'body', 'background-color', 3],
        ['.node-done .shape', 'stroke', 'body', 'background-color', 3],
        ['.node-failed .shape', 'stroke', 'body', 'background-color', 3],
      ]);

      const { file } = everything;
      await webview.send({
        type: 'breakpoints',
        states: [
          { state: 'REVIEWED', enabled: true },
          { state: 'PUBLISHED', enabled: false },
        ],
        lines: [{ file, line: everything.transitions[2]?.line ?? 0, enabled: true }],
      });
      const round = ['PLANNED', 'SECTION', 'MERGED', 'REVIEWED'];
      const walk = [
        'RECEIVED',
        ...round,
        ...round,
        'REVIEWED',
        'APPROVAL',
        'REMINDED',
        'PAUSED',
        'APPROVAL',
        'PUBLISHED',
        'WITHDRAWN',
      ];
      await webview.send({
        type: 'position',
        position: positionAfter(everything, walk.slice(0, 9), { running: true }),
      });
      await page.locator('[data-key="REVIEWED"] .arrow').waitFor();
      await shot('every-kind-running');
      await checkContrast(page, [
        ['.edge.visited:not(.last) .line', 'stroke', 'body', 'background-color', 3],
        ['.edge.last .line', 'stroke', 'body', 'background-color', 3],
        ['.node.current .shape', 'stroke', 'body', 'background-color', 3],
        ['.badge-text', 'fill', '.badge rect', 'fill', 3],
      ]);
      await webview.send({
        type: 'position',
        position: positionAfter(everything, walk, { mode: 'forking', head: 40 }),
      });
      await webview.send({
        type: 'graph',
        graph: null,
        reason: "report.ts, line 14: ';' expected",
        workflows: [everything.name, 'Other'],
      });
      await page.locator('.banner-reason').waitFor();
      await page.locator('[data-key="MERGED"]').focus();
      await page.keyboard.press('ArrowUp');
      await page.getByRole('tooltip').waitFor();
      await shot('every-kind-past');

      await webview.send({ type: 'position', position: positionAfter(everything, ['RECEIVED', '#failed']) });
      await page.locator('[data-key="#failed"] .arrow').waitFor();
      await shot('every-kind-failed');

      await show(webview, { graph: refinement, reason: null, workflows: [refinement.name] });
      await webview.send({ type: 'position', position: positionAfter(refinement, afterRounds(17)) });
      await webview.send({ type: 'breakpoints', states: [{ state: 'CHECKED', enabled: true }], lines: [] });
      await page.locator('[data-key="CHECKED"] .arrow').waitFor();
      await shot('refinement-live');
      await webview.send({
        type: 'position',
        position: positionAfter(refinement, afterRounds(3), { mode: 'following', head: 36 }),
      });
      await page.locator('.banner-place').waitFor();
      await shot('refinement-past');
      const toEnd = [...afterRounds(3), 'END', '#done'];
      await webview.send({ type: 'position', position: positionAfter(refinement, toEnd) });
      await page.locator('[data-key="#done"] .arrow').waitFor();
      await shot('refinement-done');

      await show(webview, { graph: longGraph(100), reason: null, workflows: [] });
      await page.keyboard.press('/');
      await page.getByRole('textbox', { name: 'Find a state' }).fill('scored');
      await shot('find');
      await page.keyboard.press('Escape');
      await page.keyboard.press('0');
      await shot('hundred-states');
    },
  );

  check(`${theme}: nothing to show`, { theme }, async ({ page, send }) => {
    await send({
      type: 'graph',
      graph: null,
      reason: 'notes.ts has no class decorated @workflow.',
      workflows: [],
    });
    await page.locator('.empty').waitFor();
    await page.screenshot({ path: path.join(artifacts, `empty-${theme}.png`) });
  });
}

type Pair = readonly [front: string, property: string, back: string, backProperty: string, least: number];

async function checkContrast(page: Page, pairs: readonly Pair[]): Promise<void> {
  for (const [selector, property, backSelector, backProperty, least] of pairs) {
    const front = await styleOf(page.locator(selector).first(), property);
    const back = await styleOf(page.locator(backSelector).first(), backProperty);
    const ratio = contrast(front, back);
    assert.ok(ratio >= least, `${selector}: ${front} on ${back} is ${ratio.toFixed(2)}`);
  }
}
