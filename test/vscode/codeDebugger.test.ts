import assert from 'node:assert/strict';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';
import { untilLine } from './stoppedLine.ts';

const { scenario } = inRealVsCode();

scenario('Step Into enters the TypeScript of a step', async (code) => {
  const { editor, debug, workbench } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await debug.untilPaused();
  for (const state of ['GENERATED', 'CHECKED']) {
    await debug.press('Step Over');
    await untilPlace(code, new RegExp(`: ${state} · step \\d+ · live$`));
  }
  await debug.press('Step Into');
  await untilLine(code, 42);
  await workbench.screenshot('code-entered');
});

scenario('steps over a line there, and shows what is local to it', async (code) => {
  const { debug, workbench } = code;
  await debug.press('Step Over');
  await untilLine(code, 43);
  await debug.untilVariable(['Block: check', 'words'], /^\d+$/);
  await workbench.screenshot('code-stepped');
});

scenario('steps out to the workflow, where Step Back is at hand again', async (code) => {
  const { debug, workbench } = code;
  await debug.press('Step Out');
  await untilPlace(code, /^Backstep: REFINED · step 3 · live$/);
  await untilLine(code, 49);
  await eventually('Step Back to be at hand', async () => (await debug.toolbar()).includes('Step Back'));
  await workbench.screenshot('code-left');
});

scenario('a breakpoint on a line inside of a step is hit', async (code) => {
  const { debug, editor, workbench } = code;
  await editor.toggleBreakpoint(52);
  await debug.press('Continue');
  await untilLine(code, 52);
  await workbench.screenshot('code-breakpoint');
  await editor.toggleBreakpoint(52);
  await debug.press('Continue');
  await untilPlace(code, /: done · step \d+ · live$/);
  await workbench.screenshot('code-done');
  await debug.press('Step Back');
  await untilPlace(code, /: END · step \d+\/\d+ · following$/);
});

scenario('stepping over the end of an asynchronous step leads back to the workflow', async (code) => {
  const { debug, workbench } = code;
  await debug.press('Restart');
  await untilPlace(code, /: START · step 0 · live$/);
  await debug.press('Step Over');
  await untilPlace(code, /: GENERATED · step 1 · live$/);
  await debug.press('Step Into');
  await untilLine(code, 36);
  await debug.press('Step Over');
  await untilLine(code, 37);
  await debug.press('Step Over');
  // A return is stopped at twice: before its value is made, and with it, at its end.
  await eventually('the end of the return', async () =>
    (await workbench.statusBar()).includes('Ln 37, Col 26'),
  );
  await debug.press('Step Over');
  await untilPlace(code, /: CHECKED · step 2 · live$/);
  await untilLine(code, 40);
});

scenario('Stop inside of a step ends the whole session', async (code) => {
  const { debug } = code;
  await debug.press('Step Into');
  await untilLine(code, 42);
  await debug.press('Stop');
  await debug.untilEnded();
  assert.deepEqual(code.errors(), []);
});
