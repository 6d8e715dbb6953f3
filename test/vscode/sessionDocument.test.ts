import assert from 'node:assert/strict';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

async function untilPlace({ workbench }: VsCode, expected: RegExp): Promise<void> {
  await eventually(`the status bar to say ${expected.source}`, async () =>
    (await workbench.statusBar()).some((text) => text.startsWith('Backstep: ') && expected.test(text)),
  );
}

/** Opens the session where the debugger stands, and waits for its text. */
async function openSession({ workbench, editor, page }: VsCode, holding: string): Promise<void> {
  await workbench.runCommand('Backstep: Edit Session as JSON');
  await page.locator('.tab.active[data-resource-name="session.json"]').first().waitFor();
  await eventually('the text of the session', async () => (await editor.visibleText()).includes(holding));
}

async function untilRefused({ workbench }: VsCode, reason: string): Promise<void> {
  await workbench.runCommand('Notifications: Show Notifications');
  // Not VS Code's words about a file that cannot be written, but those about the session.
  await eventually(`the notification “${reason}”`, async () =>
    (await workbench.notifications()).some((text) => text.startsWith(reason)),
  );
}

/** Asks what may be typed at the cursor until some words are among it. */
async function untilSuggested({ page }: VsCode, words: readonly string[]): Promise<void> {
  const list = page.locator('.suggest-widget.visible .monaco-list-row .label-name');
  await eventually(`${words.join(' and ')} to be suggested`, async () => {
    await page.keyboard.press('Control+Space');
    const areThere = async () => {
      const found = await list.allTextContents();
      return words.every((word) => found.includes(word));
    };
    if (await eventually('them', areThere, 3_000).catch(() => false)) return true;
    await page.keyboard.press('Escape');
    return false;
  });
}

scenario('a run stands at its end, and one step before it', async (code) => {
  const { editor, debug, page } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await debug.untilPaused();
  await debug.press('Continue');
  await untilPlace(code, /done · step 8/);
  await openSession(code, '"rounds": 2');
  await untilRefused(code, 'The session can only be read here');
  await code.workbench.runCommand('Notifications: Clear All Notifications');
  await editor.untilFocused();
  await page.keyboard.insertText('typed');
  await code.workbench.screenshot('session-read-only');
  assert.equal(await page.locator('.tab.dirty').count(), 0);
  for (const step of [7, 6, 5, 4]) {
    await debug.press('Step Back');
    await untilPlace(code, new RegExp(`step ${step}/8 `));
  }
  await untilPlace(code, /CHECKED/);
});

scenario('the session offers the keys that it had, and the values of each', async (code) => {
  const { editor, page, workbench } = code;
  await openSession(code, '"rounds": 1');
  await editor.replaceLine(4, '  ""');
  await page.keyboard.press('ArrowLeft');
  await untilSuggested(code, ['rounds']);
  await workbench.screenshot('session-keys');
  await page.keyboard.press('Escape');
  await editor.replaceLine(4, '  "rounds": ');
  await untilSuggested(code, ['0', '2']);
  await page.keyboard.press('Escape');
});

scenario('what is not JSON is refused at the save, and stays as it was typed', async (code) => {
  const { editor, page, workbench } = code;
  await editor.untilFocused();
  await page.keyboard.press('Control+S');
  await untilRefused(code, 'This is not JSON, so nothing was changed');
  await workbench.screenshot('session-not-json');
  await eventually('what was typed', async () => /"rounds": $/m.test(await editor.visibleText()));
  await page.locator('.tab.active.dirty[data-resource-name="session.json"]').first().waitFor();
  await workbench.runCommand('Notifications: Clear All Notifications');
  await untilPlace(code, /step 4\/8 · following/);
});

scenario(
  'another kind of value is underlined, and a number that cannot be stored is refused',
  async (code) => {
    const { editor, page, workbench } = code;
    await editor.replaceLine(4, '  "rounds": "one"');
    await eventually('the warning', async () => (await editor.squiggles()).warnings > 0);
    await workbench.screenshot('session-kind');
    await editor.replaceLine(4, '  "rounds": 1e999');
    await eventually('no warning', async () => (await editor.squiggles()).warnings === 0);
    await page.keyboard.press('Control+S');
    await untilRefused(code, 'The number at rounds');
    await workbench.runCommand('Notifications: Clear All Notifications');
    await untilPlace(code, /step 4\/8 · following/);
  },
);

scenario(
  'what was typed is kept while the debugger moves, and is not mixed with what it moved to',
  async (code) => {
    const { editor, debug, page } = code;
    await debug.press('Step Back');
    await untilPlace(code, /step 3\/8/);
    await debug.press('Step Over');
    await untilPlace(code, /step 4\/8/);
    await page.locator('.tab[data-resource-name="session.json"]').first().click();
    await eventually('what was typed', async () => (await editor.visibleText()).includes('1e999'));
  },
);

scenario('a sound session is applied when it is saved', async (code) => {
  const { editor, debug, page, workbench, errors } = code;
  await workbench.runCommand('File: Revert File');
  await eventually('the text of before', async () => (await editor.visibleText()).includes('"rounds": 1\n'));
  await editor.replaceLine(4, '  "rounds": 7');
  await page.keyboard.press('Control+S');
  await untilPlace(code, /step 4\/8 · forks here/);
  await debug.untilVariable(['Session', 'rounds'], '7');
  await page.locator('.tab.active:not(.dirty)[data-resource-name="session.json"]').first().waitFor();
  // What was refused above is logged by VS Code itself.
  assert.deepEqual(
    errors().filter((text) => !/nothing was changed/.test(text)),
    [],
  );
});
