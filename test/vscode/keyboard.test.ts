import type { Frame } from 'playwright-core';
import { graphOf, nodeOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { createKeyboard, type Keyboard, watchPointer } from './harness/keyboard.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

/** The whole story without a mouse: whatever presses a pointer, in the window or in the graph, fails it. */
const unpressed: (() => Promise<void>)[] = [];

/** Keys that come while the debugger moves would be lost. */
async function untilPlace({ workbench, debug }: VsCode, expected: RegExp): Promise<void> {
  await eventually(`the status bar to say ${expected.source}`, async () =>
    (await workbench.statusBar()).some((text) => text.startsWith('Backstep: ') && expected.test(text)),
  );
  await debug.untilPaused();
}

/** Moves from state to state with an arrow key until one of them has the focus. */
async function walkTo(graph: Frame, keys: Keyboard, state: string): Promise<void> {
  const hasFocus = () =>
    nodeOf(graph, state).evaluate((element) => element === document.activeElement && document.hasFocus());
  await keys.press('Home');
  await eventually(`${state} to have the focus`, async () => {
    if (await hasFocus()) return true;
    await keys.press('ArrowDown');
    return await eventually('the next state', hasFocus, 2_000).catch(() => false);
  });
}

scenario('the file is opened, and its graph shown', async (code) => {
  const keys = createKeyboard(code);
  unpressed.push(await watchPointer(code.page.mainFrame()));
  await keys.open('answer-refinement-endless.ts');
  await keys.run('Backstep: Show State Graph');
  unpressed.push(await watchPointer(await graphOf(code)));
});

scenario('a breakpoint is set in the graph, where the arrow keys lead', async (code) => {
  const keys = createKeyboard(code);
  const graph = await graphOf(code);
  await keys.run('Backstep: Focus the Graph');
  await eventually('the graph to have the focus', async () =>
    graph.evaluate(() => document.hasFocus() && document.activeElement?.closest('.node') !== null),
  );
  await walkTo(graph, keys, 'CHECKED');
  await keys.press('F9');
  await nodeOf(graph, 'CHECKED').locator('.dot').waitFor();
  await eventually('it in the gutter, too', async () => (await code.editor.breakpoints()).length === 1);
});

scenario('F5 in the graph starts the run, and F5 again runs to the breakpoint', async (code) => {
  const keys = createKeyboard(code);
  await keys.press('F5');
  await code.debug.untilPaused();
  await untilPlace(code, /START · step 0/);
  await keys.press('F5');
  await untilPlace(code, /CHECKED · step 2 · live/);
});

scenario('a step forwards, and two backwards', async (code) => {
  const keys = createKeyboard(code);
  await keys.press('F10');
  await untilPlace(code, /REFINED · step 3 · live/);
  await keys.press('F10');
  await untilPlace(code, /CHECKED · step 4 · live/);
  await keys.press('Shift+Alt+F10');
  await untilPlace(code, /REFINED · step 3\/4 · following/);
  await keys.run('Backstep: Step Back');
  await untilPlace(code, /CHECKED · step 2\/4 · following/);
  await code.workbench.screenshot('keyboard-back');
});

scenario('what the model was asked is read in the details', async (code) => {
  const keys = createKeyboard(code);
  const graph = await graphOf(code);
  await keys.run('Backstep: Show or Hide the Details of the Step');
  await eventually('the question', async () =>
    (await graph.locator('.details').textContent())?.includes('Answer this question'),
  );
  await code.workbench.screenshot('keyboard-details');
});

scenario('the session is edited as a document, and saved', async (code) => {
  const { page, editor } = code;
  const keys = createKeyboard(code);
  await keys.run('Backstep: Edit Session as JSON');
  await page.locator('.tab.active[data-resource-name="session.json"]').first().waitFor();
  await eventually('its text', async () => (await editor.visibleText()).includes('"answer"'));
  await keys.replaceLine(3, '  "answer": "A program survives its machine.",');
  await keys.press('Control+S');
  await untilPlace(code, /CHECKED · step 2\/4 · forks here/);
});

scenario('it runs on from there, and ends', async (code) => {
  const keys = createKeyboard(code);
  await keys.press('F5');
  await untilPlace(code, /done · step 4 .*fork/);
  await code.workbench.screenshot('keyboard-done');
  await keys.press('F5');
  await code.debug.untilEnded();
});

scenario('the runs are listed, and one is read and replayed', async (code) => {
  const { page, debug } = code;
  const keys = createKeyboard(code);
  const row = page.getByRole('tree', { name: 'Workflow Runs' }).locator('.monaco-list-row.focused');
  // What VS Code does at the end of a session may take the focus once more.
  await eventually('a row to be chosen', async () => {
    await keys.run('Run and Debug: Focus on Workflow Runs View');
    await keys.press('ArrowDown');
    await row.waitFor({ timeout: 5_000 });
    return true;
  });
  await keys.press('Enter');
  await code.webviewWith('.recording h1');
  await keys.run('Backstep: Replay Run');
  await debug.untilPaused();
  await untilPlace(code, /replay/);
});

scenario('no pointer was pressed', async () => {
  for (const check of unpressed) await check();
});
