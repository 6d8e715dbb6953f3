import assert from 'node:assert/strict';
import { inBrowser } from './check.ts';
import { longGraph } from './graphs.ts';

const { check } = inBrowser();

check('five thousand states are drawn, begin where they can be read, and are found', {}, async (webview) => {
  const { page } = webview;
  await webview.send({ type: 'graph', graph: longGraph(5_000), reason: null, workflows: [] });
  await page.locator('.stage[data-arranged="1"]').waitFor({ timeout: 150_000 });
  const start = page.locator('[data-key="FETCHED_0"]');
  const box = await start.boundingBox();
  assert.ok(box && box.y > 0 && box.width > 80, 'the start is in sight, and large enough to be read');
  await page.locator('.minimap').waitFor();
  await page.keyboard.press('/');
  await page.getByRole('textbox', { name: 'Find a state' }).fill('MERGED_4999');
  await page.locator('[data-key="MERGED_4999"][data-match="current"]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-key="MERGED_4999"]:focus').waitFor();
});
