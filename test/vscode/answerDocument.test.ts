import assert from 'node:assert/strict';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { playedExample } from './playedExample.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode({
  settings: {
    'files.autoSave': 'off',
    'debug.internalConsoleOptions': 'neverOpen',
    // What saving makes of a text is not what the run is to get.
    'files.insertFinalNewline': true,
  },
});

scenario("a model's answer opens as a document from the details of its step", async (code) => {
  const { editor, workbench, page } = code;
  const graph = await playedExample(code);
  await workbench.answer('Backstep: Go to Step', { type: '4', asked: 'for the start to 8' });
  await untilPlace(code, /step 4\/8 · following/);
  await workbench.runCommand('Backstep: Show or Hide the Details of the Step');
  await graph.locator('.details h2').getByText('#4', { exact: false }).waitFor();
  await graph
    .locator('.details')
    .getByRole('button', { name: /^Edit answer/ })
    .click();
  const name = 'answer of call 1, step 4.md';
  await page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor();
  await eventually('the answer', async () => /^Durable execution/.test(await editor.visibleText()));
  await workbench.screenshot('answer-document');
});

scenario('a command copies all of the call', async (code) => {
  const { page, workbench } = code;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await workbench.runCommand('Backstep: Copy Call as JSON');
  const copied = await eventually('the call on the clipboard', async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    return text.includes('"service": "model"') && text;
  });
  const { method, args } = JSON.parse(copied) as { readonly method: string; readonly args: unknown[] };
  assert.deepEqual([method, args.length], ['complete', 1]);
});

scenario('saving it goes back to before the step, which then runs with that answer', async (code) => {
  const { debug, editor, page, workbench } = code;
  // Its one line is wrapped, and goes as a whole.
  await editor.untilFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('Short enough.');
  await eventually('what was typed', async () => (await editor.visibleText()).trim() === 'Short enough.');
  await page.keyboard.press('Control+S');
  await untilPlace(code, /REFINED · step 3\/8 · forks here/);
  // The stop opens the workflow's source, and what is typed on still goes into the answer.
  const name = 'answer of call 1, step 4.md';
  await eventually('the source of the stop', async () =>
    (await workbench.openTabs()).includes('answer-refinement.ts'),
  );
  await page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor();
  await debug.untilVariable(['Session', 'rounds'], '0');
  await page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor();
  await debug.press('Step Over');
  await untilPlace(code, /CHECKED · step 4 · live · fork of/);
  await debug.untilVariable(['Session', 'answer'], '"Short enough."');
  await debug.press('Step Over');
  await untilPlace(code, /END · step 5 · live · fork of/);
  await workbench.screenshot('answer-run-on');
  assert.deepEqual(code.errors(), []);
});
