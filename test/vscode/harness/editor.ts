import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

export interface GutterMark {
  readonly line: number;
  /** False for a breakpoint that is shown hollow: the debugger has not confirmed it. */
  readonly verified: boolean;
}

export type Editor = ReturnType<typeof createEditor>;

/** The text editor that has the focus, seen and used as a person does. */
export function createEditor(page: Page) {
  const active = page.locator('.editor-group-container.active .editor-instance, .editor-instance').first();
  const quickInput = page.locator('.quick-input-widget:visible');

  /** Line numbers in sight and where they are; long files show only a part of theirs. */
  async function linesInSight(): Promise<ReadonlyMap<number, { top: number; height: number }>> {
    const rows = await active.locator('.margin-view-overlays .line-numbers').evaluateAll((elements) =>
      elements.map((element) => {
        const { top, height } = element.getBoundingClientRect();
        return [Number(element.textContent), { top, height }] as const;
      }),
    );
    return new Map(rows);
  }

  async function lineAt(top: number): Promise<number | undefined> {
    const lines = await linesInSight();
    return [...lines].find(([, place]) => Math.abs(place.top - top) < place.height / 2)?.[0];
  }

  async function marks(selector: string): Promise<readonly { line: number; classes: string }[]> {
    const found = await active
      .locator(selector)
      .evaluateAll((elements) =>
        elements.map((element) => ({ top: element.getBoundingClientRect().top, classes: element.className })),
      );
    const lines = await Promise.all(found.map(({ top }) => lineAt(top)));
    return found.flatMap(({ classes }, index) => {
      const line = lines[index];
      return line === undefined ? [] : [{ line, classes }];
    });
  }

  /** Puts the cursor at a place. Whatever takes the focus meanwhile closes the box for it, which is opened again. */
  async function goToLine(line: number, column = 1): Promise<void> {
    const input = quickInput.locator('input').first();
    const place = page.locator('.statusbar-item:visible').getByText(new RegExp(`^\\s*Ln ${line},`));
    await eventually(`the cursor at line ${line}`, async () => {
      const typed = (await input.isVisible()) ? await input.inputValue({ timeout: 1_000 }) : '';
      if (!typed.startsWith(':')) {
        if (await input.isVisible()) await page.keyboard.press('Escape');
        await page.keyboard.press('Control+G');
      }
      await input.fill(`:${line}:${column}`, { timeout: 5_000 });
      await input.press('Enter', { timeout: 5_000 });
      await place.waitFor({ timeout: 5_000 });
      await quickInput.waitFor({ state: 'hidden', timeout: 5_000 });
      return (await linesInSight()).has(line);
    });
  }

  /** Keys go to the text from now on. */
  async function untilFocused(limit = 60_000): Promise<void> {
    await page
      .locator('.editor-group-container.active .editor-instance .monaco-editor.focused')
      .first()
      .waitFor({ timeout: limit });
  }

  async function bringIntoSight(line: number): Promise<void> {
    const place = (await linesInSight()).get(line);
    // The lines that stick to the top lie over others.
    const sticky = await active.locator('.sticky-widget').first().boundingBox();
    if (place !== undefined && place.top >= (sticky === null ? 0 : sticky.y + sticky.height)) return;
    await active.click({ position: { x: 300, y: 5 }, timeout: 5_000 });
    await goToLine(line);
  }

  /** What a line in sight holds; what the debugger shows behind it is a part of that. */
  async function textOf(line: number): Promise<string | undefined> {
    const top = (await linesInSight()).get(line)?.top;
    const found = (await viewLines()).find((one) => top !== undefined && Math.abs(one.top - top) < 5);
    return found?.text;
  }

  async function viewLines(): Promise<readonly { readonly top: number; readonly text: string }[]> {
    const lines = await active.locator('.view-lines .view-line').evaluateAll((elements) =>
      elements.map((element) => ({
        top: element.getBoundingClientRect().top,
        text: (element.textContent ?? '').replaceAll('\u00a0', ' '),
      })),
    );
    return lines.sort((a, b) => a.top - b.top);
  }

  /** Breakpoints in sight, in the order of their lines. */
  async function breakpoints(): Promise<readonly GutterMark[]> {
    const found = await marks('.glyph-margin-widgets .codicon[class*="codicon-debug-breakpoint"]');
    return found
      .filter(({ classes }) => !classes.includes('hint'))
      .map(({ line, classes }) => ({ line, verified: !classes.includes('unverified') }))
      .sort((a, b) => a.line - b.line);
  }

  async function hasBreakpoint(line: number): Promise<boolean> {
    return (await breakpoints()).some((mark) => mark.line === line);
  }

  return {
    /** Opens a file of the workspace by its name through quick open. */
    async open(file: string): Promise<void> {
      const name = file.split('/').at(-1) ?? file;
      const row = quickInput.locator('.monaco-list-row').filter({
        has: page.locator('.label-name', { hasText: new RegExp(`^${name.replaceAll('.', '\\.')}$`) }),
      });
      const tab = page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`);
      // A stop that comes meanwhile takes the focus, and closes the box; and rows move under the pointer as they come in.
      await eventually(`${file} to be open`, async () => {
        if (!(await quickInput.isVisible())) await page.keyboard.press('Control+P');
        await quickInput.locator('input').first().fill(file, { timeout: 5_000 });
        await row
          .first()
          .click({ timeout: 5_000 })
          .catch(async (error: unknown) => {
            // The box knows the files that there were when it was opened.
            await page.keyboard.press('Escape');
            throw error;
          });
        await tab.first().waitFor({ timeout: 5_000 });
        return true;
      });
      await eventually(`the text of ${file}`, async () => (await linesInSight()).size > 0);
    },

    goToLine,

    /** Clicks into the gutter beside a line, and looks whether that took: the editor may scroll while one aims. */
    async toggleBreakpoint(line: number): Promise<void> {
      await eventually(`line ${line} to be in sight`, async () => {
        await bringIntoSight(line);
        return true;
      });
      const had = await hasBreakpoint(line);
      await eventually(`the breakpoint at line ${line} to be ${had ? 'gone' : 'set'}`, async () => {
        await bringIntoSight(line);
        if ((await hasBreakpoint(line)) !== had) return true;
        const place = (await linesInSight()).get(line);
        const margin = await active.locator('.margin-view-overlays').first().boundingBox();
        if (place === undefined || margin === null) return false;
        await page.mouse.click(margin.x + 10, place.top + place.height / 2);
        return await eventually('it', async () => (await hasBreakpoint(line)) !== had, 5_000);
      });
    },

    breakpoints,

    /** The line at which the debugger stands, marked over its whole width. */
    async currentLine(): Promise<number | undefined> {
      const [mark] = await marks('.view-overlays .debug-top-stack-frame-line');
      return mark?.line;
    },

    async codeLenses(): Promise<readonly string[]> {
      return await active.locator('.codelens-decoration a').allTextContents();
    },

    async pressCodeLens(text: string): Promise<void> {
      await active.locator('.codelens-decoration a', { hasText: text }).first().click();
    },

    /** A button of the editor's title bar by its accessible name. */
    async pressTitleButton(name: string): Promise<void> {
      await page.locator('.editor-actions').getByRole('button', { name }).first().click();
    },

    /** Replaces a line's text as typing would, without the help that completes and indents. */
    async replaceLine(line: number, text: string): Promise<void> {
      await eventually(`line ${line} to be replaced`, async () => {
        await active.click({ position: { x: 300, y: 5 }, timeout: 5_000 });
        await goToLine(line);
        await untilFocused(5_000);
        await page.keyboard.press('Home');
        await page.keyboard.press('Home');
        await page.keyboard.press('Shift+End');
        await page.keyboard.insertText(text);
        return await eventually(
          'what was typed',
          async () => (await textOf(line))?.startsWith(text.trimEnd()),
          5_000,
        );
      });
    },

    untilFocused,

    async save(): Promise<void> {
      await page.keyboard.press('Control+S');
      await page.locator('.tab.active:not(.dirty)').first().waitFor();
    },

    /** The text in sight, line by line. */
    async visibleText(): Promise<string> {
      return (await viewLines()).map(({ text }) => text).join('\n');
    },

    /** How many places are underlined as errors and as warnings. */
    async squiggles(): Promise<{ readonly errors: number; readonly warnings: number }> {
      return {
        errors: await active.locator('.squiggly-error').count(),
        warnings: await active.locator('.squiggly-warning').count(),
      };
    },
  };
}
