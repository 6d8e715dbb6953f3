import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createVsix } from '../../scripts/package/vsix.mjs';
import { graphOf, nodeOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { repository } from './harness/workspace.ts';

/** The package as people install it: nothing of this repository is near. */
const vsix = path.join(await mkdtemp(path.join(tmpdir(), 'shipped-')), 'backstep.vsix');
await writeFile(vsix, (await createVsix(repository)).contents);

const { scenario } = inRealVsCode({ vsix, installed: false });

scenario('what is shipped draws a workflow that has no package installed', async (code) => {
  await code.editor.open('answer-refinement.ts');
  await code.editor.pressTitleButton('Show State Graph');
  await nodeOf(await graphOf(code), 'CHECKED').waitFor();
});

scenario('what is shipped debugs it to its end', async (code) => {
  const { editor, debug, workbench } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await debug.untilPaused();
  await debug.press('Step Over');
  await untilPlace(code, /GENERATED/);
  await debug.press('Step Back');
  await untilPlace(code, /START/);
  // The first walks the recording to its head, the second runs on to the end, the third leaves it.
  await debug.press('Continue');
  await untilPlace(code, /GENERATED/);
  await debug.press('Continue');
  await untilPlace(code, /done/i);
  await workbench.screenshot('shipped-done');
  await debug.press('Continue');
  await debug.untilEnded();
});

scenario('what is shipped lists the run, and shows its recording', async (code) => {
  const { workbench, page } = code;
  await workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  const tree = page.getByRole('tree', { name: 'Workflow Runs' });
  await eventually('the run', async () =>
    (await rowsOf(tree)).some(({ label }) => label.startsWith('AnswerRefinement, done,')),
  );
  await workbench.answer('Backstep: Open Recording', { pick: /AnswerRefinement/ });
  const frame = await code.webviewWith('.recording h1');
  await frame.getByText('CHECKED → REFINED').first().waitFor();
  await workbench.screenshot('shipped-recording');
});

scenario('what is shipped creates a workflow from its templates', async (code) => {
  const { workbench, page } = code;
  await workbench.answer(
    'Backstep: New Workflow…',
    { pick: /Refine Loop/ },
    { type: null, asked: 'Name of its class' },
  );
  await page.locator('.tab.active[data-resource-name="refine-loop.ts"]').first().waitFor();
  assert.deepEqual(code.errors(), []);
});

async function untilPlace({ workbench }: VsCode, place: RegExp): Promise<void> {
  await eventually(`the status bar to say ${place}`, async () =>
    (await workbench.statusBar()).some((text) => text.startsWith('Backstep: ') && place.test(text)),
  );
}
