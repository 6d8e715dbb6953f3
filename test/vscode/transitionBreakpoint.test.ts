import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { graphOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

/** The arrow from CHECKED to REFINED: line 46 of the example. */
function arrowOf(graph: Frame): Locator {
  return graph.locator('.edge[aria-label^="CHECKED to REFINED"]').first();
}

scenario('a transition gets its breakpoint in the graph', async (code) => {
  const { editor, workbench } = code;
  await editor.open('answer-refinement.ts');
  await editor.goToLine(46);
  await workbench.runCommand('Backstep: Show State Graph');
  const graph = await graphOf(code);
  await arrowOf(graph).focus();
  await arrowOf(graph).press('F9');
  await eventually('the dot on the arrow', async () =>
    /breakpoint/.test((await arrowOf(graph).getAttribute('aria-label')) ?? ''),
  );
  await eventually('the breakpoint at its return', async () =>
    (await editor.breakpoints()).some(({ line }) => line === 46),
  );
});

scenario('and the run stops when it takes it, each time, and at no other', async (code) => {
  const { debug, workbench } = code;
  await arrowOf(await graphOf(code)).focus();
  await debug.pressF5();
  await debug.untilPaused();
  await debug.makeRoom();
  await untilPlace(code, /: START · step 0 /);
  await debug.press('Continue');
  await untilPlace(code, /: REFINED · step 3 · live$/);
  await eventually('the transition on the stack', async () =>
    (await debug.stackFrames()).some(({ name, line }) => name.startsWith('CHECKED → REFINED') && line === 46),
  );
  await workbench.screenshot('transition-breakpoint');
  await debug.press('Continue');
  await untilPlace(code, /: REFINED · step 5 · live$/);
  await debug.press('Continue');
  await untilPlace(code, /: done · step 8 · live$/);
});

scenario('backwards, too', async (code) => {
  const { debug, workbench } = code;
  await debug.press('Reverse');
  await untilPlace(code, /: REFINED · step 5\/8 · following$/);
  await debug.press('Reverse');
  await untilPlace(code, /: REFINED · step 3\/8 · following$/);
  await workbench.screenshot('transition-breakpoint-back');
  await debug.press('Reverse');
  await untilPlace(code, /: START · step 0\/8 · following$/);
  await debug.press('Stop');
  await debug.untilEnded();
  assert.deepEqual(code.errors(), []);
});
