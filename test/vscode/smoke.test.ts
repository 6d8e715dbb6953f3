import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';

const { scenario } = inRealVsCode({ copyOf: 'test/vscode/fixtures/plain' });

scenario('opens a file and shows its text', async ({ editor, workbench }) => {
  await editor.open('sum.js');
  await eventually('its text', async () => /function sum\(first\)/.test(await editor.visibleText()));
  await workbench.screenshot('smoke-file');
});

scenario('sets a breakpoint in the gutter and stops there', async ({ editor, debug, workbench }) => {
  await editor.toggleBreakpoint(5);
  await eventually('a breakpoint at line 5', async () => (await editor.breakpoints())[0]?.line === 5);
  await debug.pressF5();
  await debug.untilPaused();
  await debug.makeRoom();
  await eventually('the current line', async () => (await editor.currentLine()) === 5);
  await eventually('the caller on the stack', async () => (await debug.stackFrames())[1]?.line === 9);
  await workbench.screenshot('smoke-paused');
});

scenario('reads and sets a variable, and asks the Debug Console', async ({ debug, workbench }) => {
  await debug.untilVariable(['Local: sum', 'total'], '0');
  await debug.setVariable(['Local: sum', 'total'], '40');
  await debug.untilVariable(['Local: sum', 'total'], '40');
  assert.equal(await debug.evaluate('total + 2'), '42');
  await workbench.screenshot('smoke-variable');
});

scenario('steps with the toolbar and runs to the end', async ({ debug, editor }) => {
  await eventually('the toolbar', async () =>
    isDeepStrictEqual((await debug.toolbar()).slice(0, 3), ['Continue', 'Step Over', 'Step Into']),
  );
  await debug.press('Step Over');
  await eventually('the next line', async () => (await editor.currentLine()) !== 5);
  await debug.untilPaused();
  await editor.toggleBreakpoint(5);
  await eventually('no breakpoint', async () => (await editor.breakpoints()).length === 0);
  await debug.press('Continue');
  await debug.untilEnded();
  await eventually('what it printed', async () => (await debug.console()).includes('sum 43'));
});

scenario('leads to the list of runs in a folder without any, and without a workflow', async (code) => {
  const { page, workbench } = code;
  await workbench.runCommand('Backstep: Show Workflow Runs');
  await page.getByText('No workflow has run here yet.').first().waitFor();
  await workbench.screenshot('runs-empty');
});

scenario('changes its colours', async ({ workbench, errors }) => {
  for (const theme of ['light', 'high-contrast-dark', 'dark'] as const) await workbench.setTheme(theme);
  assert.deepEqual(errors(), []);
});
