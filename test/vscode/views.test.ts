import assert from 'node:assert/strict';
import { graphOf, nodeOf } from './graphPage.ts';
import { chooseFromMenu } from './harness/contextMenu.ts';
import { eventually } from './harness/eventually.ts';
import { clickRow, rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { type Theme, themes } from './harness/workbench.ts';
import { playedExample } from './playedExample.ts';

/** Every view in every kind of theme, as pictures for people to look at; what each does is tested elsewhere. */
const { scenario } = inRealVsCode({
  settings: { 'files.autoSave': 'off', 'debug.internalConsoleOptions': 'neverOpen' },
});

async function inEveryTheme({ page, workbench }: VsCode, view: string): Promise<void> {
  // Away from where it was used last, and from the words that this brings up.
  await page.mouse.move(0, 0);
  for (const theme of Object.keys(themes) as Theme[]) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`view-${view}-${theme}`);
  }
}

async function untilPlace({ workbench, debug }: VsCode, expected: RegExp): Promise<void> {
  await eventually(`the status bar to say ${expected.source}`, async () =>
    (await workbench.statusBar()).some((text) => text.startsWith('Backstep: ') && expected.test(text)),
  );
  await debug.untilPaused();
}

scenario('the debugger, the graph, the timeline and the details', async (code) => {
  const { debug, workbench } = code;
  const graph = await playedExample(code);
  for (const step of [7, 6]) {
    await debug.press('Step Back');
    await untilPlace(code, new RegExp(`step ${step}/8 · following`));
  }
  await workbench.runCommand('Backstep: Show or Hide the Details of the Step');
  await graph.locator('.details').getByText('Refine this answer').first().waitFor();
  await debug.makeRoom();
  await inEveryTheme(code, 'debugger');
});

scenario('the session as a document, and two of them side by side', async (code) => {
  const { editor, workbench, page } = code;
  await workbench.runCommand('Backstep: Edit Session as JSON');
  await eventually('its text', async () => (await editor.visibleText()).includes('"rounds"'));
  await inEveryTheme(code, 'session');
  await workbench.answer('Backstep: Compare Session with Current Step', {
    type: '2',
    asked: 'for the start to',
  });
  await page.locator('.monaco-diff-editor').first().waitFor();
  await inEveryTheme(code, 'comparison');
});

scenario('the runs, and one of them as a page', async (code) => {
  const { debug, workbench, page } = code;
  await debug.press('Stop');
  await debug.untilEnded();
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  const runs = page.getByRole('tree', { name: 'Workflow Runs' });
  await chooseFromMenu(
    page,
    () => clickRow(runs, /^AnswerRefinement/, { button: 'right' }),
    'Open Recording',
  );
  const frame = await code.webviewWith('.recording h1');
  await frame.getByRole('button', { name: /^Step 2, GENERATED/ }).click();
  await frame.getByText('session.answer', { exact: true }).waitFor();
  await inEveryTheme(code, 'recording');
});

scenario('the workflows of the workspace, and the walkthrough', async (code) => {
  const { workbench, page } = code;
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('Run and Debug: Focus on Workflows View');
  const workflows = page.getByRole('tree', { name: 'Workflows', exact: true });
  await eventually('the workflows', async () => (await rowsOf(workflows)).length > 4);
  await workbench.answer('Welcome: Open Walkthrough...', { pick: 'Get Started with Backstep' });
  await page.getByText('Create a workflow').first().waitFor();
  await inEveryTheme(code, 'walkthrough');
});

scenario('the graphs of the larger examples', async (code) => {
  const { editor, workbench } = code;
  await workbench.runCommand('View: Close All Editors');
  await editor.open('trip-booking.ts');
  await workbench.runCommand('Backstep: Show State Graph');
  await nodeOf(await graphOf(code), 'BOOKED').waitFor();
  await inEveryTheme(code, 'graph');
  assert.deepEqual(code.errors(), []);
});
