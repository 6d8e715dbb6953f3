import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { createQuickInput } from './quickInput.ts';
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
  /** A picture of the window in `test-artifacts/`, for people to look at. */
  async function screenshot(name: string): Promise<string> {
    const file = path.join(repository, 'test-artifacts', `${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await page.screenshot({ path: file });
    return file;
  }

  const quickInput = createQuickInput(page, screenshot);

  return {
    ...quickInput,

    screenshot,

    async setTheme(theme: Theme): Promise<void> {
      await changeSettings({ 'workbench.colorTheme': themes[theme] });
      const look = {
        light: 'vs',
        dark: 'vs-dark',
        'high-contrast-dark': 'hc-black',
        'high-contrast-light': 'hc-light',
      };
      await page.locator(`.monaco-workbench.${look[theme]}`).waitFor();
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

    async statusBar(): Promise<readonly string[]> {
      const texts = await page.locator('.statusbar-item:visible').allTextContents();
      return texts.map((text) => text.trim()).filter((text) => text !== '');
    },

    /** What the Problems view lists, one text per problem. */
    async problems(): Promise<readonly string[]> {
      await quickInput.runCommand('Problems: Focus on Problems View');
      const rows = await page
        .locator(
          '.markers-panel .monaco-list-row .marker-row, .markers-panel .marker-message-details-container',
        )
        .allTextContents();
      return rows.map((text) => text.trim());
    },
  };
}
