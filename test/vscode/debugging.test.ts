import assert from 'node:assert/strict';
import { graphOf, nodeOf, titleOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { restartFrame } from './restartedFrame.ts';

const { scenario } = inRealVsCode();

async function untilState(code: VsCode, state: string): Promise<void> {
  await eventually(`the status bar to name ${state}`, async () =>
    (await placeOf(code)).includes(`: ${state} ·`),
  );
}

async function untilPlace(code: VsCode, place: RegExp): Promise<void> {
  let seen = '';
  await eventually(`the status bar to say ${place}`, async () => {
    seen = await placeOf(code);
    if (!place.test(seen)) throw new Error(`it says ${seen}`);
    return true;
  });
}

/** What the status bar says of the session. */
async function placeOf({ workbench }: VsCode): Promise<string> {
  return (await workbench.statusBar()).find((text) => text.startsWith('Backstep: ')) ?? '';
}

scenario('F5 on a workflow file without a launch.json starts it and stops at its start', async (code) => {
  const { editor, debug, workbench } = code;
  await editor.open('answer-refinement.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await debug.untilPaused();
  await debug.makeRoom();
  await untilState(code, 'START');
  await eventually('the current line', async () => (await editor.currentLine()) === 28);
  await workbench.screenshot('debug-entry');
});

scenario('the graph follows each step, and the status bar says where it stands', async (code) => {
  const { debug, workbench } = code;
  await workbench.runCommand('Backstep: Show State Graph');
  const graph = await graphOf(code);
  await eventually('the title', async () => (await titleOf(code)) === 'AnswerRefinement');
  for (const state of ['GENERATED', 'CHECKED', 'REFINED']) {
    await debug.press('Step Over');
    await untilState(code, state);
    await graph
      .locator('.node.current')
      .filter({ has: graph.getByText(state, { exact: true }) })
      .waitFor();
  }
  await untilPlace(code, /^Backstep: REFINED · step 3 · live$/);
  await workbench.screenshot('debug-stepped');
});

scenario('steps back from the toolbar, and says that it follows the recording', async (code) => {
  const { debug, workbench } = code;
  await debug.press('Step Back');
  await untilPlace(code, /^Backstep: CHECKED · step 2\/3 · following$/);
  const names = await eventually('the stack of the step before', async () => {
    const frames = await debug.stackFrames();
    return frames[0]?.name === 'CHECKED' && frames.map(({ name }) => name);
  });
  // As it was seen first: VS Code may show the frames of the last stop below the first one, and correct that later.
  assert.deepEqual(names, ['CHECKED', 'GENERATED → CHECKED  #2', 'START → GENERATED  #1']);
  await workbench.screenshot('debug-back');
});

scenario('stops before a state whose breakpoint was set in the graph', async (code) => {
  const { debug, workbench } = code;
  const graph = await graphOf(code);
  await nodeOf(graph, 'END').focus();
  await nodeOf(graph, 'END').press('F9');
  // The first walks the recording to its head, the second runs on from there.
  await debug.press('Continue');
  await untilState(code, 'REFINED');
  await debug.press('Continue');
  await untilState(code, 'END');
  await workbench.screenshot('debug-breakpoint');
});

scenario('runs on from a past transition: Restart Frame in the call stack', async (code) => {
  const { debug, workbench } = code;
  await restartFrame(code, /^GENERATED → CHECKED/);
  await untilPlace(code, /: GENERATED · step 1\/\d+ · forks here/);
  await debug.press('Step Over');
  await untilPlace(code, /: CHECKED · step 2 · live · fork of/);
  await workbench.screenshot('debug-restarted');
});

scenario('stops at a return whose breakpoint was set in the gutter', async (code) => {
  const { debug, editor, workbench } = code;
  await editor.toggleBreakpoint(46);
  await eventually('a verified breakpoint at line 46', async () => {
    const found = await editor.breakpoints();
    if (!found.some(({ line, verified }) => line === 46 && verified)) {
      throw new Error(`there are ${JSON.stringify(found)}`);
    }
    return true;
  });
  await debug.press('Continue');
  await untilState(code, 'REFINED');
  await eventually('the return on the stack', async () => (await debug.stackFrames())[1]?.line === 46);
  const graph = await graphOf(code);
  await graph.locator('.node.current[data-key="REFINED"]').waitFor();
  await workbench.screenshot('debug-gutter');
  await editor.toggleBreakpoint(46);
});

scenario('ends, and takes its marks away', async (code) => {
  const { debug } = code;
  await debug.press('Stop');
  await debug.untilEnded();
  await eventually('an empty status bar', async () => (await placeOf(code)) === '');
  const graph = await graphOf(code);
  await eventually('no current state', async () => (await graph.locator('.node.current').count()) === 0);
});

scenario('F5 with the focus in the graph starts the workflow that it shows', async (code) => {
  const { debug } = code;
  const graph = await graphOf(code);
  await nodeOf(graph, 'CHECKED').focus();
  await debug.pressF5();
  await debug.untilPaused();
  await untilState(code, 'START');
  await debug.press('Stop');
  await debug.untilEnded();
});

scenario('leaves files without a workflow to their own debugger', async (code) => {
  const { editor, debug, page, workbench } = code;
  await editor.open('stand-in-model.ts');
  await debug.pressF5();
  await page.getByPlaceholder('Select debugger').waitFor();
  await workbench.dismiss();
  assert.deepEqual(code.errors(), []);
});
