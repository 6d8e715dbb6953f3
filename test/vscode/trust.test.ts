import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { graphOf, nodeOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { clickRow } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { repository } from './harness/workspace.ts';

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

scenario('opens a run as a page in Restricted Mode, and asks nothing', async (code) => {
  const { page, workbench, workspace } = code;
  const cli = path.join(repository, 'dist', 'cli.js');
  const made = spawnSync(process.execPath, [cli, 'run', 'trip-booking.ts'], {
    cwd: workspace,
    encoding: 'utf8',
  });
  assert.match(made.stderr + made.stdout, /no car/);
  await workbench.runCommand('Backstep: Show Workflow Runs');
  const tree = page.getByRole('tree', { name: 'Workflow Runs' });
  await clickRow(tree, /^TripBooking/);
  await eventually('the page of the recording', async () =>
    (await workbench.openTabs()).some((name) => name.endsWith('.sqlite')),
  );
  const recording = await code.webviewWith('.recording h1');
  await recording.getByText('TripBooking').first().waitFor();
  assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
  await workbench.screenshot('trust-recording');
});
