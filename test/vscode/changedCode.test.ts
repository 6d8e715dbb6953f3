import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './harness/eventually.ts';
import { rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode({
  // The lines that stick to the top lie over those that are typed into.
  settings: { 'editor.stickyScroll.enabled': false },
});

/** The first words of what the model was really asked. */
async function askedIn(workspace: string): Promise<readonly string[]> {
  return (await readFile(path.join(workspace, 'asked.txt'), 'utf8')).trim().split('\n');
}

/** Has the stand-in of a model write down what it is asked. */
async function watchModel(workspace: string): Promise<void> {
  const file = path.join(workspace, 'stand-in-model.ts');
  const note = `appendFileSync(${JSON.stringify(path.join(workspace, 'asked.txt'))}, prompt.split(' ')[0] + '\\n');`;
  const text = (await readFile(file, 'utf8')).replace(
    /async complete\(.*\{$/m,
    (line) => `${line}\n    ${note}`,
  );
  await writeFile(file, `import { appendFileSync } from 'node:fs';\n${text}`);
}

scenario('a loop that never ends is paused, and gone back from', async (code) => {
  const { editor, debug, workspace } = code;
  await watchModel(workspace);
  await editor.open('answer-refinement-endless.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await debug.untilPaused();
  await debug.makeRoom();
  for (const state of ['GENERATED', 'CHECKED', 'REFINED', 'CHECKED']) {
    await debug.press('Step Over');
    await untilPlace(code, new RegExp(`: ${state} · `));
  }
  await debug.press('Step Back');
  await untilPlace(code, /: REFINED · step 3\/4 · following$/);
});

scenario('the code is mended while it is paused there', async (code) => {
  const { editor, debug, workbench } = code;
  await eventually('the line of the stop', async () => (await editor.currentLine()) === 52);
  // The stand-in of a model shortens what it is asked to refine, and nothing else.
  await editor.replaceLine(56, '      "Refine this answer:\\n\\n" + session.answer,');
  await editor.save();
  await untilPlace(code, /: REFINED · step 3\/4 · following$/);
  await eventually('Step Back to be at hand', async () => (await debug.toolbar()).includes('Step Back'));
  await workbench.screenshot('changed-code-paused');
});

scenario('and runs on in the new code, from there, as a new run', async (code) => {
  const { debug, workbench } = code;
  await debug.press('Step Over');
  await untilPlace(code, /: CHECKED · step 4 · live · fork of/);
  await debug.closeVariable(['Session']);
  await debug.untilVariable(['Calls', '1 model.complete', 'request'], /^"Refine this answer/);
  await workbench.screenshot('changed-code-stepped');
  await debug.press('Continue');
  await untilPlace(code, /: done /);
  await workbench.screenshot('changed-code-done');
});

scenario('nothing that came before was asked of the model again', async (code) => {
  const { debug, workbench, page } = code;
  await eventually('the word of the change', async () =>
    (await debug.console()).some((text) => text.includes('The code has changed: it runs from here on')),
  );
  await debug.press('Stop');
  await debug.untilEnded();
  await workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  const runs = page.getByRole('tree', { name: 'Workflow Runs' });
  await eventually('both runs', async () => (await rowsOf(runs)).length === 2);
  // GENERATED was not run again, nor was the loop before the change: the mended step alone was.
  assert.deepEqual(await askedIn(code.workspace), ['Answer', 'Shorten', 'Refine', 'Refine']);
  assert.deepEqual(code.errors(), []);
});
