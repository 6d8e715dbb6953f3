import assert from 'node:assert/strict';
import { graphOf, nodeOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';

const { scenario } = inRealVsCode({ trusted: false });

scenario('shows graphs and problems in Restricted Mode', async (code) => {
  const { editor, workbench } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Graph'));
  await editor.pressCodeLens('Graph');
  await nodeOf(await graphOf(code), 'REFINED').waitFor();
  await workbench.screenshot('trust-restricted');
});

scenario('runs nothing until the folder is trusted', async ({ editor, debug, page, workbench }) => {
  await editor.pressCodeLens('Run');
  const question = page.locator('.monaco-dialog-box');
  await question.waitFor();
  assert.match((await question.textContent()) ?? '', /trust/i);
  await workbench.screenshot('trust-question');
  await page.keyboard.press('Escape');
  assert.deepEqual(await debug.toolbar(), []);
});
