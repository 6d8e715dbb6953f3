import type { Locator, Page } from 'playwright-core';
import { chooseFromMenu } from './contextMenu.ts';
import { eventually } from './eventually.ts';
import { escapeForRegExp } from './quickInput.ts';
import { labelled, type Row, rowAt, rowsOf } from './rows.ts';

export interface StackFrame {
  readonly name: string;
  /** The file's base name; undefined where the frame has no source. */
  readonly file: string | undefined;
  readonly line: number | undefined;
}

export type DebugView = ReturnType<typeof createDebugView>;

/** The debug toolbar, the views beside it and the Debug Console. */
export function createDebugView(page: Page, runCommand: (title: string) => Promise<void>) {
  const toolbar = page.locator('.debug-toolbar');
  const stack = page.locator('.debug-call-stack');
  const tree = page.locator('.debug-variables');
  const repl = page.locator('.repl');

  /** A tooltip adds the key to a button's name: "Continue (F5)". */
  function button(name: string): Locator {
    return toolbar.getByRole('button', { name: new RegExp(`^${escapeForRegExp(name)}($|\\s|\\()`) }).first();
  }

  async function isPaused(): Promise<boolean> {
    const next = button('Continue');
    return (
      (await next.isVisible()) && !(await next.evaluate((element) => element.classList.contains('disabled')))
    );
  }

  async function stackRows(): Promise<readonly Row[]> {
    return await rowsOf(stack);
  }

  async function frameRow(name: string): Promise<Row> {
    return await eventually(`a stack frame "${name}"`, async () =>
      (await stackRows()).find(({ label }) => label.startsWith(`Stack Frame ${name},`)),
    );
  }

  /**
   * Finds a variable's row from its scope down, opening what is closed on the way. What is not in sight is not in the page:
   * other scopes are closed for it, again where VS Code opens the first one at a stop that it hears of late.
   */
  async function variableRow(path: readonly string[]): Promise<Row> {
    return await eventually(`the variable ${path.join(' › ')}`, async () => {
      const rows = await rowsOf(tree);
      let from = 0;
      for (const [depth, name] of path.entries()) {
        const to = rows.findIndex(({ level }, index) => index >= from && level <= depth);
        const found = rows.findIndex(
          (row, index) =>
            index >= from && (to === -1 || index < to) && row.level === depth + 1 && nameOf(row) === name,
        );
        const row = rows[found];
        if (row === undefined) {
          const other = rows.find(
            (one) => one.level === 1 && one.expanded === true && nameOf(one) !== path[0],
          );
          if (other !== undefined) await toggle(other);
          return undefined;
        }
        if (depth === path.length - 1) return row;
        if (row.expanded === false) {
          await toggle(row);
          return undefined;
        }
        from = found + 1;
      }
      return undefined;
    });
  }

  async function toggle(row: Row): Promise<void> {
    await rowAt(tree, row).locator('.monaco-tl-twistie').click({ timeout: 5_000 });
  }

  async function consoleRows(): Promise<readonly Row[]> {
    if (!(await repl.isVisible())) await runCommand('Debug Console: Focus on Debug Console View');
    await repl.waitFor({ timeout: 10_000 });
    return await rowsOf(repl);
  }

  return {
    /** Starts or continues with F5. */
    async pressF5(): Promise<void> {
      await page.keyboard.press('F5');
    },

    isPaused,

    async untilPaused(limit?: number): Promise<void> {
      await eventually('the debugger to be paused', isPaused, limit);
      await eventually('the call stack', async () => (await stackRows()).some(isFrame), limit);
    },

    async untilEnded(limit?: number): Promise<void> {
      await eventually('the debug session to end', async () => !(await toolbar.isVisible()), limit);
    },

    /** The names of the toolbar's buttons, keys left out. */
    async toolbar(): Promise<readonly string[]> {
      const labels = await toolbar
        .locator('.action-label:visible')
        .evaluateAll((elements) => elements.map((element) => element.getAttribute('aria-label') ?? ''));
      return labels.map((label) => label.replace(/\s*(\(|\n)[\s\S]*$/, ''));
    },

    /** Presses a toolbar button by its accessible name: "Step Back", "Continue", "Stop". */
    async press(name: string): Promise<void> {
      await eventually(`the toolbar button "${name}" to be enabled`, async () => {
        const found = button(name);
        return (
          (await found.isVisible()) &&
          !(await found.evaluate((element) => element.classList.contains('disabled')))
        );
      });
      await button(name).click();
    },

    /** Gives Variables and Call Stack the room of the views that are not asked about. */
    async makeRoom(): Promise<void> {
      for (const title of ['Watch', 'Breakpoints', 'Loaded Scripts']) {
        const header = page
          .locator('.debug-viewlet, .sidebar')
          .getByRole('button', { name: `${title} Section` })
          .first();
        await eventually(`the section ${title} to be closed`, async () => {
          if ((await header.count()) === 0) return true;
          if ((await header.getAttribute('aria-expanded', { timeout: 2_000 })) !== 'true') return true;
          await header.click({ timeout: 5_000 });
          return false;
        });
      }
    },

    /** Every row of the Call Stack view as a screen reader tells it: sessions, threads, frames. */
    async callStack(): Promise<readonly string[]> {
      return (await stackRows()).map(({ label }) => label);
    },

    /** What the header of the Call Stack says of a session with one thread. */
    async stackTitle(): Promise<string> {
      return (await page.locator('.call-stack-state-message').first().textContent({ timeout: 2_000 })) ?? '';
    },

    async stackFrames(): Promise<readonly StackFrame[]> {
      return (await stackRows()).filter(isFrame).map(({ label }) => {
        const [, name, line, file] = /^Stack Frame (.*?)(?:, line (\d+), (.*))?$/s.exec(label) ?? [];
        return { name: name ?? label, file, line: line === undefined ? undefined : Number(line) };
      });
    },

    /**
     * Steps one thread by the button of its row. A click on the row and the toolbar would do another thing when the
     * debugger's focus has not followed the click yet.
     */
    async stepThread(words: string): Promise<void> {
      await eventually(`“${words}” to be stepped`, async () => {
        const found = (await stackRows()).find(
          ({ label }) => label.startsWith('Thread ') && label.includes(words),
        );
        if (found === undefined) return false;
        const row = stack.locator(`.monaco-list-row${labelled(found.label)}`);
        await row.hover({ timeout: 5_000 });
        await row.getByRole('button', { name: /^Step Over/ }).click({ timeout: 3_000 });
        return true;
      });
    },

    async restartFrame(name: string): Promise<void> {
      // The rows move while the threads of a stop come in one after the other.
      await eventually(`"${name}" to be restarted`, async () => {
        const { label } = await frameRow(name);
        const row = stack.locator(`.monaco-list-row${labelled(label)}`);
        await row.hover({ timeout: 5_000 });
        await row.getByRole('button', { name: 'Restart Frame' }).click({ timeout: 3_000 });
        return true;
      });
    },

    /** The rows of the Variables view in sight, indented by their depth. */
    async variables(): Promise<readonly string[]> {
      return (await rowsOf(tree)).map(
        (row) => `${'  '.repeat(row.level - 1)}${nameOf(row)}${row.value === '' ? '' : ` = ${row.value}`}`,
      );
    },

    /** A variable's value as it is shown; the path starts with the scope's name. */
    async variable(...path: readonly string[]): Promise<string> {
      return (await variableRow(path)).value;
    },

    /** Waits until a variable shows a value. */
    async untilVariable(path: readonly string[], value: string | RegExp): Promise<void> {
      await eventually(`${path.join(' › ')} to be ${value}`, async () => {
        const seen = (await variableRow(path)).value;
        if (typeof value === 'string' ? seen !== value : !value.test(seen)) throw new Error(`it is ${seen}`);
        return true;
      });
    },

    /** Sets a variable as a person does: double click on the value, type, Enter. */
    async setVariable(path: readonly string[], value: string): Promise<void> {
      const input = tree.locator('input:visible').first();
      // The view takes the box away when it is told of something new.
      await eventually(`${path.join(' › ')} to be set`, async () => {
        if (!(await input.isVisible())) {
          const row = rowAt(tree, await variableRow(path));
          await row.locator('.value').dblclick({ timeout: 5_000 });
          await input.waitFor({ timeout: 2_000 });
        }
        await input.fill(value, { timeout: 2_000 });
        await input.press('Enter', { timeout: 2_000 });
        return true;
      });
      await input.waitFor({ state: 'hidden' });
    },

    /** An entry of a variable's context menu. */
    async variableMenu(path: readonly string[], entry: string): Promise<void> {
      // The hover of the row that the mouse was on would lie over its neighbours.
      await page.mouse.move(0, 0);
      await page.locator('.debug-hover-widget, .debug-var-hover-pre').first().waitFor({ state: 'hidden' });
      await chooseFromMenu(
        page,
        async () => rowAt(tree, await variableRow(path)).click({ button: 'right', timeout: 5_000 }),
        entry,
      );
    },

    /** Closes a scope or a variable, so that what stands below it comes into sight. */
    async closeVariable(path: readonly string[]): Promise<void> {
      await eventually(`${path.join(' › ')} to be closed`, async () => {
        const row = await variableRow(path);
        if (row.expanded !== true) return true;
        await toggle(row);
        return false;
      });
    },

    /** What the Debug Console shows, entry by entry. */
    async console(): Promise<readonly string[]> {
      return (await consoleRows()).map(wordsOf);
    },

    /** Types an expression into the Debug Console and waits for the answer. */
    async evaluate(expression: string): Promise<string> {
      const last = (await consoleRows()).at(-1)?.index ?? -1;
      const typed = repl.locator('.repl-input-wrapper .view-lines').first();
      await eventually(`${expression} to be typed`, async () => {
        await runCommand('Debug Console: Focus on Debug Console View');
        await repl.locator('.repl-input-wrapper .monaco-editor.focused').first().waitFor({ timeout: 5_000 });
        await page.keyboard.press('Control+A');
        await page.keyboard.insertText(expression);
        await eventually('it', async () => (await textOf(typed)) === expression, 3_000);
        return true;
      });
      await page.keyboard.press('Enter');
      return await eventually(`an answer to ${expression}`, async () => {
        const rows = await consoleRows();
        const asked = rows.findIndex((row) => row.index > last && wordsOf(row) === expression);
        const answer = asked === -1 ? undefined : rows[asked + 1];
        return answer && wordsOf(answer);
      });
    },
  };
}

async function textOf(lines: Locator): Promise<string> {
  return ((await lines.textContent({ timeout: 1_000 })) ?? '').replaceAll('\u00a0', ' ');
}

function wordsOf({ label, text }: Row): string {
  return (label === '' ? text : label).trim();
}

function isFrame({ label }: Row): boolean {
  return label.startsWith('Stack Frame ');
}

/** Scopes have no name of their own in the page; their label says "Scope Session". */
function nameOf({ name, label, text }: Row): string {
  return name !== '' ? name : label.startsWith('Scope ') ? label.slice('Scope '.length) : text;
}
