import { graphOf } from './graphPage.ts';
import type { VsCode } from './harness/vscode.ts';
import { untilPlace } from './statusBar.ts';

/** Plays the first example in the debugger to its end, beside its graph, which is given back. */
export async function playedExample(code: VsCode): ReturnType<typeof graphOf> {
  const { debug, editor, workbench } = code;
  await editor.open('answer-refinement.ts');
  await workbench.runCommand('Backstep: Show State Graph');
  const graph = await graphOf(code);
  await debug.pressF5();
  await debug.untilPaused();
  await debug.press('Continue');
  await untilPlace(code, /done · step 8/);
  await debug.untilPaused();
  return graph;
}
