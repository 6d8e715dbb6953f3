import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { graphOf, titleOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';

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
  await inside(graph, 'QUERIED').waitFor({ timeout: 20_000 });
  await inside(graph, 'READ').waitFor();
  await workbench.screenshot('child-open');
});

scenario('it is open again when the window is reloaded', async (code) => {
  // The command saves what views keep, which a reload of the page may cut short.
  await code.workbench.runCommand('Developer: Reload Window');
  await code.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  const graph = await code.webviewWith('body[data-layout] .node-frame', 60_000);
  await inside(graph, 'READ').waitFor();
  assert.deepEqual(code.errors(), []);
});
