import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { eventually } from './eventually.ts';
import type { VsCode } from './vscode.ts';

export type Keyboard = ReturnType<typeof createKeyboard>;

/** VS Code driven by keys and nothing else. */
export function createKeyboard({ page }: VsCode) {
  const quickInput = page.locator('.quick-input-widget:visible');
  const chosen = quickInput.locator('.quick-input-list .monaco-list-row.focused .label-name');

  /**
   * Types into a quick pick that a key opens, until the wanted row is the chosen one, and takes it. Each key goes to the
   * input itself: one that comes when an editor has just taken the focus would be typed into the text.
   */
  async function take(key: string, typed: string, label: string): Promise<void> {
    await eventually(`"${label}" to be chosen`, async () => {
      if (!(await quickInput.isVisible())) await page.keyboard.press(key);
      await quickInput.waitFor({ timeout: 5_000 });
      const input = quickInput.locator('input').first();
      await input.press('Control+A', { timeout: 5_000 });
      await input.pressSequentially(typed, { timeout: 10_000 });
      await eventually(
        `the row "${label}"`,
        async () => (await chosen.first().textContent({ timeout: 1_000 })) === label,
        5_000,
      );
      await input.press('Enter', { timeout: 5_000 });
      return true;
    });
  }

  return {
    press: (key: string): Promise<void> => page.keyboard.press(key),

    /** Opens a file of the workspace. */
    async open(file: string): Promise<void> {
      await take('Control+P', file, file);
      await page.locator(`.tab.active[data-resource-name="${file}"]`).first().waitFor({ timeout: 15_000 });
      await page.locator('.editor-instance .monaco-editor.focused').first().waitFor({ timeout: 15_000 });
    },

    /** Runs a command from the palette. */
    async run(title: string): Promise<void> {
      await take('F1', `>${title}`, title);
    },

    /** Replaces the line of the active editor that the cursor is put on. */
    async replaceLine(line: number, text: string): Promise<void> {
      await page.keyboard.press('Control+G');
      await quickInput.waitFor({ timeout: 15_000 });
      await page.keyboard.insertText(`${line}`);
      await page.keyboard.press('Enter');
      await quickInput.waitFor({ state: 'hidden', timeout: 15_000 });
      await page.keyboard.press('Home');
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+End');
      await page.keyboard.insertText(text);
    },
  };
}

/** Notes every press of a pointer in a frame from now on; the answer fails when there was one. */
export async function watchPointer(frame: Frame): Promise<() => Promise<void>> {
  await frame.evaluate(() => {
    document.body.dataset['pressed'] = '';
    for (const type of ['pointerdown', 'mousedown', 'touchstart', 'wheel']) {
      window.addEventListener(
        type,
        (event) => {
          document.body.dataset['pressed'] += `${event.type} `;
        },
        { capture: true, passive: true },
      );
    }
  });
  return async () => assert.equal(await frame.evaluate(() => document.body.dataset['pressed']), '');
}
