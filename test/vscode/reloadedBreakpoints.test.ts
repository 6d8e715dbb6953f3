import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

scenario('a breakpoint on a return survives a reload of the window, and stops the next run', async (code) => {
  const { debug, editor, page, workbench } = code;
  await editor.open('answer-refinement.ts');
  await editor.toggleBreakpoint(46);
  const loaded = page.waitForEvent('load');
  await workbench.runCommand('Developer: Reload Window');
  await loaded;
  // The window comes back scrolled to where it was, which may be below the class and its "Debug".
  await editor.goToLine(27);
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await untilPlace(code, /: START · step 0 /);
  await debug.press('Continue');
  await untilPlace(code, /: REFINED · step 3 · live/);
  await eventually('the return on the stack', async () => (await debug.stackFrames())[1]?.line === 46);
});
