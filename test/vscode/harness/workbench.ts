import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { repository } from './workspace.ts';

export const themes = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  'high-contrast-dark': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof themes;

export type Workbench = ReturnType<typeof createWorkbench>;

/** The window around everything: palette, quick picks, tabs, notifications, themes, pictures. */
export function createWorkbench(
  page: Page,
  changeSettings: (settings: Record<string, unknown>) => Promise<void>,
) {
  const quickInput = page.locator('.quick-input-widget:visible');

  async function pick(label: string, timeout = 15_000): Promise<void> {
    const row = quickInput.locator('.quick-input-list .monaco-list-row').filter({
      has: page.locator('.label-name', { hasText: new RegExp(`^${escapeForRegExp(label)}$`) }),
    });
    await row
      .first()
      .click({ timeout })
      .catch(async () => {
        const seen = await quickInput.locator('.monaco-list-row').allTextContents();
        throw new Error(
          `no-such-choice: waited ${timeout / 1000} s for "${label}". The list shows: ${seen.join(' | ')}`,
        );
      });
  }

  async function type(text: string, timeout = 15_000): Promise<void> {
    const input = quickInput.locator('input').first();
    // At once: what is filled in key by key lands in the editor that takes the focus meanwhile.
    await input.evaluate(
      (box, value) => {
        const field = box as HTMLInputElement;
        field.focus();
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      },
      text,
      { timeout },
    );
  }

  return {
    /** Runs a command from the palette by the title that the palette shows, category included. */
    async runCommand(title: string): Promise<void> {
      // What takes the focus meanwhile, as an editor does after a stop, closes the palette under one's fingers.
      await eventually(`the palette to run "${title}"`, async () => {
        if (!(await quickInput.isVisible())) await page.keyboard.press('F1');
        await type(`>${title}`, 5_000);
        await pick(title, 5_000);
        return true;
      });
      // The palette goes a moment later, and would take the next command for its own; another box may come in its place.
      const input = quickInput.locator('input').first();
      await eventually('the palette to close', async () => {
        if (!(await quickInput.isVisible())) return true;
        return (await input.inputValue({ timeout: 1_000 })) !== `>${title}`;
      });
    },

    /** The titles that the palette offers for some words. */
    async findCommands(words: string): Promise<readonly string[]> {
      await page.keyboard.press('F1');
      await type(`>${words}`);
      const titles = await eventually(`commands like "${words}"`, async () => {
        const texts = await quickInput.locator('.monaco-list-row .label-name').allTextContents();
        return texts.length > 0 && texts;
      });
      await page.keyboard.press('Escape');
      return titles;
    },

    /** Takes an entry of a quick pick that is open. */
    pick,

    /** Types into the input box or quick pick that is open. */
    type,

    async acceptInput(): Promise<void> {
      await page.keyboard.press('Enter');
    },

    async setTheme(theme: Theme): Promise<void> {
      await changeSettings({ 'workbench.colorTheme': themes[theme] });
      const look = {
        light: 'vs',
        dark: 'vs-dark',
        'high-contrast-dark': 'hc-black',
        'high-contrast-light': 'hc-light',
      };
      await page.locator(`.monaco-workbench.${look[theme]}`).waitFor({ timeout: 15_000 });
    },

    /** Changes settings of the machine's scope while VS Code runs. */
    changeSettings,

    async openTabs(): Promise<readonly string[]> {
      const tabs = page.locator('.tabs-container .tab');
      return await tabs.evaluateAll((elements) =>
        elements.map((element) => element.getAttribute('data-resource-name') ?? ''),
      );
    },

    async notifications(): Promise<readonly string[]> {
      return await page.locator('.notification-list-item-message').allTextContents();
    },

    async pressNotificationButton(name: string): Promise<void> {
      await page
        .locator('.notification-list-item')
        .getByRole('button', { name })
        .first()
        .click({ timeout: 15_000 });
    },

    async statusBar(): Promise<readonly string[]> {
      const texts = await page.locator('.statusbar-item:visible').allTextContents();
      return texts.map((text) => text.trim()).filter((text) => text !== '');
    },

    /** What the Problems view lists, one text per problem. */
    async problems(): Promise<readonly string[]> {
      await this.runCommand('Problems: Focus on Problems View');
      const rows = await page
        .locator(
          '.markers-panel .monaco-list-row .marker-row, .markers-panel .marker-message-details-container',
        )
        .allTextContents();
      return rows.map((text) => text.trim());
    },

    /** A picture of the window in `test-artifacts/`, for people to look at. */
    async screenshot(name: string): Promise<string> {
      const file = path.join(repository, 'test-artifacts', `${name}.png`);
      await mkdir(path.dirname(file), { recursive: true });
      await page.screenshot({ path: file });
      return file;
    },
  };
}

export function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
