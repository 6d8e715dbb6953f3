import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { eventually } from './eventually.ts';
import type { VsCode } from './vscode.ts';

export type Keyboard = ReturnType<typeof createKeyboard>;

/** VS Code driven by keys and nothing else. */
export function createKeyboard({ page, editor }: VsCode) {
  const quickInput = page.locator('.quick-input-widget:visible');
  const chosen = quickInput.locator('.quick-input-list .monaco-list-row.focused .label-name');

  /**
   * Types into a quick pick that a key opens, until the wanted row is the chosen one, and takes it. All that is typed goes
   * to the input itself: what comes when an editor has just taken the focus would be typed into the text.
   */
  async function take(key: string, typed: string, label: string): Promise<void> {
    const input = quickInput.locator('input').first();
    await eventually(`"${label}" to be chosen`, async () => {
      if (!(await quickInput.isVisible())) await page.keyboard.press(key);
      await input.fill(typed, { timeout: 5_000 });
      await eventually(
        `the row "${label}"`,
        async () => (await chosen.first().textContent({ timeout: 1_000 })) === label,
        5_000,
      ).catch(async (error: unknown) => {
        // The box knows the files that there were when it was opened, and may be another one than is wanted.
        await page.keyboard.press('Escape');
        throw error;
      });
      await input.press('Enter', { timeout: 5_000 });
      return true;
    });
    await eventually(
      'the box to close',
      async () => !(await quickInput.isVisible()) || (await input.inputValue({ timeout: 1_000 })) !== typed,
    );
  }

  return {
    press: (key: string): Promise<void> => page.keyboard.press(key),

    /** Opens a file of the workspace. */
    async open(file: string): Promise<void> {
      await take('Control+P', file, file);
      await page.locator(`.tab.active[data-resource-name="${file}"]`).first().waitFor();
      await editor.untilFocused();
    },

    /** Runs a command from the palette. */
    async run(title: string): Promise<void> {
      await take('F1', `>${title}`, title);
    },

    /** Replaces a line of the active editor. */
    async replaceLine(line: number, text: string): Promise<void> {
      await editor.untilFocused();
      await editor.goToLine(line);
      await editor.untilFocused();
      await page.keyboard.press('Home');
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+End');
      await page.keyboard.insertText(text);
      await eventually('what was typed', async () => (await editor.visibleText()).includes(text));
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
