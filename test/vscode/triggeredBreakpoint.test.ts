import assert from 'node:assert/strict';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

/** In the example: the return from CHECKED to REFINED, and the one from REFINED back to CHECKED. */
const waiting = 46;
const awaited = 55;

scenario('a breakpoint is told to wait for another one', async (code) => {
  const { editor, workbench, page } = code;
  await editor.open('answer-refinement.ts');
  // They move the lines below them.
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await editor.toggleBreakpoint(awaited);
  await editor.goToLine(waiting);
  await workbench.runCommand('Debug: Add Triggered Breakpoint...');
  // The only breakpoint that there is has been chosen already.
  const choice = page.locator('.breakpoint-widget');
  await choice
    .locator('select')
    .filter({ hasText: `answer-refinement.ts: ${awaited}` })
    .waitFor();
  await eventually('the breakpoint that waits', async () => {
    if (await choice.isVisible()) {
      await choice.getByRole('button', { name: 'OK', exact: true }).click({ timeout: 5_000 });
      await choice.waitFor({ state: 'hidden', timeout: 5_000 });
    }
    return (await editor.breakpoints()).some(({ line }) => line === waiting);
  });
});

scenario('the run passes it until the other was hit, and stops there from then on', async (code) => {
  const { debug, workbench } = code;
  await debug.pressF5();
  await debug.untilPaused();
  await untilPlace(code, /: START · step 0 /);
  await debug.press('Continue');
  await untilPlace(code, /: CHECKED · step 4 /);
  await workbench.screenshot('triggered-breakpoint');
  await debug.press('Continue');
  await untilPlace(code, /: REFINED · step 5 /);
  await debug.press('Stop');
  await debug.untilEnded();
  assert.deepEqual(code.errors(), []);
});
