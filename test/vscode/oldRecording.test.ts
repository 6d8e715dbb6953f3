import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chooseFromMenu } from './harness/contextMenu.ts';
import { eventually } from './harness/eventually.ts';
import { clickRow, rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

scenario('a run is recorded, and its source is changed after that', async (code) => {
  const { editor, workbench, workspace, page } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Run'));
  await editor.pressCodeLens('Run');
  await workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  const runs = page.getByRole('tree', { name: 'Workflow Runs' });
  await eventually('the run', async () =>
    (await rowsOf(runs)).some(({ label }) => label.startsWith('AnswerRefinement, done,')),
  );
  const file = path.join(workspace, 'answer-refinement.ts');
  const text = await readFile(file, 'utf8');
  // Every line of today's file is another one than when the run was recorded.
  await writeFile(
    file,
    `// Since then,\n// this has grown.\n${text.replace('return State.CHECKED', 'return State.END')}`,
  );
  await workbench.runCommand('View: Close All Editors');
});

scenario('its replay shows the source that it was recorded with, and stands at its lines', async (code) => {
  const { editor, debug, workbench, page } = code;
  const runs = page.getByRole('tree', { name: 'Workflow Runs' });
  await chooseFromMenu(page, () => clickRow(runs, /^AnswerRefinement/, { button: 'right' }), 'Replay Run');
  await debug.untilPaused();
  await untilPlace(code, /: START · step 0\/8 · replay$/);
  await eventually('the recorded line of START', async () => (await editor.currentLine()) === 28);
  await eventually('the recorded text', async () => !(await editor.visibleText()).includes('this has grown'));
  for (const state of ['GENERATED', 'CHECKED']) {
    await debug.press('Step Over');
    await untilPlace(code, new RegExp(`: ${state} · `));
  }
  await eventually('the recorded line of CHECKED', async () => (await editor.currentLine()) === 40);
  await eventually('the recorded return', async () =>
    (await debug.stackFrames()).some(
      ({ name, line }) => name.startsWith('GENERATED → CHECKED') && line === 37,
    ),
  );
  await workbench.screenshot('old-recording');
});

scenario("a breakpoint in the recorded source stops there; today's file is as it is", async (code) => {
  const { editor, debug, workbench, page } = code;
  await editor.toggleBreakpoint(46);
  await eventually('a verified breakpoint', async () => {
    const found = await editor.breakpoints();
    if (!found.some(({ line, verified }) => line === 46 && verified)) {
      throw new Error(`there are ${JSON.stringify(found)}`);
    }
    return true;
  });
  await debug.press('Continue');
  await untilPlace(code, /: REFINED · step 3\/8 · replay$/);
  await workbench.screenshot('old-recording-breakpoint');
  await debug.press('Stop');
  await debug.untilEnded();
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('View: Show Explorer');
  await page
    .locator('.explorer-folders-view .monaco-list-row', { hasText: 'answer-refinement.ts' })
    .dblclick();
  await eventually("today's text", async () => /this has grown/.test(await editor.visibleText()));
  assert.deepEqual(code.errors(), []);
});
