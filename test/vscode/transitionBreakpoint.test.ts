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

/** The arrows of the example that waits for a person: its signal and its timeout leave by one return, line 53. */
function arrow(graph: Frame, name: string): Locator {
  return graph.locator(`.edge[aria-label^="${name}"]`).first();
}

async function untilMarked(graph: Frame, name: string, mark: RegExp | null): Promise<void> {
  await eventually(`${name} to be marked by ${mark}`, async () => {
    const label = (await arrow(graph, name).getAttribute('aria-label', { timeout: 5_000 })) ?? '';
    return mark === null ? !label.includes('breakpoint') : mark.test(label);
  });
}

const toReminded = 'REQUESTED to REMINDED';
const toDecided = 'REQUESTED to DECIDED';

scenario('the timeout of a wait has a breakpoint that is not one of its signal', async (code) => {
  const { editor, workbench } = code;
  await editor.open('approval.ts');
  await workbench.runCommand('Backstep: Show State Graph');
  const graph = await graphOf(code);
  await arrow(graph, toReminded).focus();
  await arrow(graph, toReminded).press('F9');
  await untilMarked(graph, toReminded, /breakpoint set by the name REQUESTED->REMINDED/);
  await untilMarked(graph, toDecided, null);
  assert.deepEqual(await editor.breakpoints(), []);
  await workbench.answer(
    'Backstep: Edit Breakpoint Condition…',
    { pick: 'REQUESTED → REMINDED', asked: 'REQUESTED → REMINDED' },
    { type: 'session.letters.length > 0', asked: 'Stop here when this holds' },
  );
  await untilMarked(graph, toReminded, /REMINDED, when session\.letters\.length > 0/);
  await workbench.screenshot('transition-breakpoint-named');
});

scenario('and the run stops when the time is over', async (code) => {
  const { debug, workbench, editor } = code;
  await editor.open('approval.ts');
  await debug.pressF5();
  await debug.untilPaused();
  await untilPlace(code, /: REQUESTED · step 0 /);
  await debug.press('Continue');
  await untilPlace(code, /: REQUESTED · waits .* · step 1 · live$/);
  await debug.press('Continue');
  await untilPlace(code, /: REMINDED · step 2 · live$/);
  await workbench.screenshot('transition-breakpoint-timeout');
  await debug.press('Stop');
  await debug.untilEnded();
  const graph = await graphOf(code);
  await arrow(graph, toReminded).focus();
  await arrow(graph, toReminded).press('F9');
  await untilMarked(graph, toReminded, null);
});

scenario('a pattern is drawn on all that it names, and not taken away in passing', async (code) => {
  const { page, workbench } = code;
  await workbench.runCommand('Add Function Breakpoint');
  const input = page.locator('.debug-breakpoints input').last();
  await input.fill('*->DECIDED');
  await input.press('Enter');
  const graph = await graphOf(code);
  const names = [toDecided, 'REMINDED to DECIDED'];
  for (const name of names) await untilMarked(graph, name, /breakpoint set by the name \*->DECIDED/);
  await untilMarked(graph, toReminded, null);
  await arrow(graph, toDecided).focus();
  await arrow(graph, toDecided).press('F9');
  await workbench.screenshot('transition-breakpoint-pattern');
  for (const name of names) await untilMarked(graph, name, /\*->DECIDED/);
  assert.deepEqual(code.errors(), []);
});
