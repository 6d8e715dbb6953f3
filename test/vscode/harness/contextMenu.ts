import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { escapeForRegExp } from './quickInput.ts';

/**
 * Opens a context menu and takes an entry. VS Code ignores a click within the first tenth of a second of a menu and
 * leaves it open: such a click is repeated on the same menu, since one on a fresh menu would again be too soon.
 */
export async function chooseFromMenu(page: Page, open: () => Promise<void>, entry: string): Promise<void> {
  const menu = page.locator('.context-view.monaco-menu-container');
  const item = menu
    .locator('.action-item:not(.disabled) .action-label')
    .filter({ hasText: new RegExp(`^${escapeForRegExp(entry)}$`) })
    .first();
  if (await menu.isVisible()) await page.keyboard.press('Escape');
  let clicked = false;
  await eventually(`"${entry}" to be taken from the menu`, async () => {
    if (!(await item.isVisible())) {
      if (clicked) return true;
      if (await menu.isVisible()) await page.keyboard.press('Escape');
      await open();
      await item.waitFor({ timeout: 3_000 });
    }
    await item.click({ timeout: 3_000 });
    clicked = true;
    await menu.waitFor({ state: 'hidden', timeout: 1_000 });
    return true;
  });
}
