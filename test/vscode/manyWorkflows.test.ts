import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { writeManyWorkflows } from '../bench/manyWorkflows.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

const { scenario } = inRealVsCode({ settings: { 'files.autoSave': 'off' } });

function progress({ page }: VsCode) {
  return page.getByText(/Looking for workflows: \d+ of \d+ files/).first();
}

/** How many workflows the view lists, those out of sight included. */
async function listed({ page }: VsCode): Promise<number> {
  const row = page.getByRole('tree', { name: 'Workflows', exact: true }).locator('.monaco-list-row').first();
  return Number((await row.getAttribute('aria-setsize', { timeout: 2_000 })) ?? 0);
}

scenario('500 workflow files are read in the background, and the view says how far', async (code) => {
  const { editor, workbench, workspace } = code;
  const many = path.join(workspace, 'many');
  mkdirSync(many);
  writeManyWorkflows(many, 500);
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await workbench.runCommand('Run and Debug: Focus on Workflows View');
  await progress(code).waitFor();
  await workbench.screenshot('workflows-progress');
});

scenario('meanwhile whoever types sees it at once', async (code) => {
  const { editor, page, workbench } = code;
  let word = 0;
  await editor.open('answer-refinement.ts');
  await editor.goToLine(1);
  await eventually(
    'what is typed to be seen before the reading has ended',
    async () => {
      if (!(await progress(code).isVisible())) {
        await workbench.runCommand('Backstep: Refresh Workflows');
        await progress(code).waitFor();
        await editor.open('answer-refinement.ts');
      }
      word += 1;
      await editor.untilFocused();
      await page.keyboard.insertText(`// typed ${word}\n`);
      await eventually('the text', async () => (await editor.visibleText()).includes(`typed ${word}`));
      return await progress(code).isVisible();
    },
    120_000,
  );
});

scenario('at the end all are listed, and nothing is said any more', async (code) => {
  await eventually(
    'all workflows',
    async () => {
      const count = await listed(code);
      if (count < 500) throw new Error(`${count} are listed`);
      return true;
    },
    120_000,
  );
  await eventually('no progress', async () => !(await progress(code).isVisible()));
  await code.workbench.screenshot('workflows-500');
  assert.deepEqual(code.errors(), []);
});
