import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** What one box of VS Code gets. */
export type Answer = {
  /** Words that the box shows: it is waited for, and whatever box is there meanwhile gets nothing. */
  readonly asked?: string;
  /** The name of a picture that is taken of the box. */
  readonly picture?: string;
} & (
  | {
      /** A row, by its whole label, or by words of the row. */
      readonly pick: string | RegExp;
    }
  | {
      /** A text, and Enter; null takes what the box holds already. */
      readonly type: string | null;
      readonly asked: string;
    }
  | {
      /** A path, for the dialog for files. */
      readonly file: string;
    }
);

/** A command by the title that the palette shows, or what else opens a box. */
export type Opener = string | (() => Promise<void>);

/** How long a box may take to come, and an answer to be taken. */
const patience = 10_000;
/** How long all questions of a command may take, those included that had to be asked again. */
const limit = 120_000;

/** The palette, and the questions that commands ask in the same place. */
export function createQuickInput(page: Page, screenshot: (name: string) => Promise<unknown>) {
  const box = page.locator('.quick-input-widget:visible');
  const input = box.locator('input').first();
  const rows = box.locator('.quick-input-list .monaco-list-row');

  async function isPalette(): Promise<boolean> {
    return (await box.isVisible()) && (await input.inputValue({ timeout: 1_000 })).startsWith('>');
  }

  async function dismiss(): Promise<void> {
    await eventually('the box to be closed', async () => {
      if (!(await box.isVisible())) return true;
      await page.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden', timeout: 2_000 });
      return true;
    });
  }

  async function openPalette(words: string): Promise<void> {
    if (!(await isPalette())) {
      await dismiss();
      await page.keyboard.press('F1');
    }
    await fill(`>${words}`);
  }

  async function fill(text: string): Promise<void> {
    // At once: what is filled in key by key lands in the editor that takes the focus meanwhile.
    await input.evaluate(
      (element, value) => {
        const field = element as HTMLInputElement;
        field.focus();
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      },
      text,
      { timeout: 5_000 },
    );
  }

  async function pick(label: string | RegExp, timeout: number): Promise<void> {
    const row =
      typeof label === 'string'
        ? rows.filter({
            has: page.locator('.label-name', { hasText: new RegExp(`^${escapeForRegExp(label)}$`) }),
          })
        : rows.filter({ hasText: label });
    await row
      .first()
      .click({ timeout })
      .catch(async () => {
        const seen = await rows.allTextContents();
        throw new Error(
          `no-such-choice: waited ${timeout / 1000} s for "${label}". The list shows: ${seen.join(' | ')}`,
        );
      });
  }

  /** Runs a command by its title. What takes the focus meanwhile, as an editor does after a stop, closes the palette. */
  async function runCommand(title: string): Promise<void> {
    await eventually(`the palette to run "${title}"`, async () => {
      await openPalette(title);
      await pick(title, 5_000);
      return true;
    });
    // The palette goes a moment later, and would take the next command for its own; another box may come in its place.
    await eventually('the palette to close', async () => {
      if (!(await box.isVisible())) return true;
      return (await input.inputValue({ timeout: 1_000 })) !== `>${title}`;
    });
  }

  /** Opens a box, waits until it shows some words, and opens it again when something closed it. */
  async function ask(open: Opener, words: string): Promise<void> {
    await eventually(
      `the question "${words}"`,
      async () => {
        await dismiss();
        await (typeof open === 'string' ? runCommand(open) : open());
        await untilShown(words);
        return true;
      },
      limit,
    );
  }

  async function untilShown(words: string): Promise<void> {
    await eventually(
      `a box that shows "${words}"`,
      async () => {
        const seen = (await box.textContent({ timeout: 1_000 })) ?? '';
        if (!seen.includes(words)) throw new Error(`it shows "${seen}"`);
        return true;
      },
      patience,
    );
  }

  async function give(answer: Answer): Promise<void> {
    await box.waitFor({ timeout: patience });
    if (answer.asked !== undefined) await untilShown(answer.asked);
    if ('pick' in answer) await rows.first().waitFor({ timeout: patience });
    if ('file' in answer) await typePath(answer.file);
    if ('type' in answer && answer.type !== null) await fill(answer.type);
    if (answer.picture !== undefined) await screenshot(answer.picture);
    const before = await box.textContent({ timeout: 5_000 });
    if ('pick' in answer) await pick(answer.pick, patience);
    else await input.press('Enter', { timeout: 5_000 });
    // A box that is on its way out would take the next words for its own.
    await eventually(
      `"${before}" to be answered`,
      async () => !(await box.isVisible()) || (await box.textContent({ timeout: 1_000 })) !== before,
      patience,
    );
  }

  /** The dialog for files forgets what is typed while it still reads the folder. */
  async function typePath(file: string): Promise<void> {
    // The list of choices before it looks the same, but holds no path.
    await eventually(
      'the dialog for a file',
      async () => (await input.inputValue({ timeout: 1_000 })).startsWith('/'),
      patience,
    );
    let held = 0;
    await eventually(
      'the dialog to take the path',
      async () => {
        if ((await input.inputValue({ timeout: 1_000 })) === file) held += 1;
        else {
          held = 0;
          await fill(file);
        }
        return held > 10;
      },
      patience,
    );
  }

  return {
    runCommand,
    ask,

    /**
     * Opens a box and gives each question its answer. What closes a box before its answer is taken, as whatever takes
     * the focus does, has everything asked again from the start.
     */
    async answer(open: Opener, ...answers: readonly Answer[]): Promise<void> {
      await eventually(
        `the questions of ${typeof open === 'string' ? `"${open}"` : 'what was pressed'} to be answered`,
        async () => {
          await dismiss();
          await (typeof open === 'string' ? runCommand(open) : open());
          for (const answer of answers) await give(answer);
          return true;
        },
        limit,
      );
    },

    /** Closes whatever box is open. */
    dismiss,

    /** The titles that the palette offers for some words. */
    async findCommands(words: string): Promise<readonly string[]> {
      const titles = await eventually(`commands like "${words}"`, async () => {
        await openPalette(words);
        const texts = await rows.locator('.label-name').allTextContents();
        return texts.length > 0 && texts;
      });
      await dismiss();
      return titles;
    },
  };
}

export function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
