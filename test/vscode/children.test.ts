import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { graphOf, titleOf } from './graphPage.ts';
import { chooseFromMenu } from './harness/contextMenu.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

/** A state inside an open child. */
function inside(graph: Frame, state: string): Locator {
  return graph.locator('.node[data-key*="/"]').filter({ has: graph.getByText(state, { exact: true }) });
}

scenario('a child of another file opens in place by a command', async (code) => {
  const { editor, workbench } = code;
  await editor.open('research-agent.ts');
  await workbench.runCommand('Backstep: Show State Graph');
  const graph = await graphOf(code);
  await eventually('the title', async () => (await titleOf(code)) === 'ResearchAgent');
  assert.equal(await graph.locator('.node-frame').count(), 0);
  await workbench.runCommand('Backstep: Open or Close Child Workflow in the Graph');
  await inside(graph, 'QUERIED').waitFor();
  await inside(graph, 'READ').waitFor();
  await workbench.screenshot('child-open');
});

scenario('the debugger runs to a state inside of it, and its place is seen there', async (code) => {
  const { debug, page, workbench } = code;
  await debug.pressF5();
  await debug.untilPaused();
  const graph = await graphOf(code);
  await chooseFromMenu(
    page,
    () => inside(graph, 'READ').click({ button: 'right', timeout: 5_000 }),
    'Run to Here',
  );
  await graph.locator('.node.current-live[data-key*="/"]').getByText('READ', { exact: true }).waitFor();
  await workbench.screenshot('child-current');
  await debug.press('Step Over');
  await untilPlace(code, /THINK · waits for LibrarySearch · step 3/);
  await debug.press('Step Over');
  await graph
    .locator('.node.current-live:not([data-key*="/"])')
    .getByText('OBSERVE', { exact: true })
    .waitFor();
});

scenario('from the palette, back to the last time at a state inside of it', async (code) => {
  const { debug, workbench } = code;
  const graph = await graphOf(code);
  await workbench.answer('Backstep: Go to the Last Time Here', { pick: 'QUERIED' });
  await graph.locator('.node.current-past[data-key*="/"]').getByText('QUERIED', { exact: true }).waitFor();
  await workbench.screenshot('child-past');
  await debug.press('Stop');
  await debug.untilEnded();
});

scenario('the heat map of all runs reaches into it', async (code) => {
  const graph = await graphOf(code);
  await code.workbench.runCommand('Backstep: Show or Hide the Heat Map of All Runs');
  await inside(graph, 'QUERIED').and(graph.locator('.heated.visited')).waitFor();
  await code.workbench.screenshot('child-heat');
  await code.workbench.runCommand('Backstep: Show or Hide the Heat Map of All Runs');
});

scenario('it is open again when the window is reloaded, in order or not', async (code) => {
  const { page, workbench, errors } = code;
  // VS Code logs whatever it was reading when its page went away.
  const before = [...errors()];
  const reloads = [
    () => workbench.runCommand('Developer: Reload Window'),
    async () => void (await page.reload()),
  ];
  for (const reload of reloads) {
    await page.evaluate(() => document.body.setAttribute('data-before', ''));
    await reload();
    await page.locator('body:not([data-before]) .monaco-workbench').waitFor({ timeout: 120_000 });
    const graph = await code.webviewWith('.view .stage .node-frame', 120_000);
    await inside(graph, 'READ').waitFor();
  }
  assert.deepEqual(before, []);
});
