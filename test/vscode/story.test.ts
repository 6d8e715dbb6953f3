import assert from 'node:assert/strict';
import { graphOf, nodeOf } from './graphPage.ts';
import { eventually } from './harness/eventually.ts';
import { rowsOf } from './harness/rows.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';

/** Its pictures stand in the README: the room below is better used by the graph than by an empty console. */
const { scenario } = inRealVsCode({ settings: { 'debug.internalConsoleOptions': 'neverOpen' } });

/** A picture without the words that the mouse brings up where it was used last. */
async function picture({ page, workbench }: VsCode, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.locator('.monaco-hover.workbench-hover').first().waitFor({ state: 'hidden' });
  await workbench.screenshot(name);
}

/** What the status bar says of the session. */
async function place({ workbench }: VsCode): Promise<string> {
  return (await workbench.statusBar()).find((text) => text.startsWith('Backstep: ')) ?? '';
}

async function untilPlace(code: VsCode, expected: RegExp): Promise<string> {
  return await eventually(`the status bar to say ${expected.source}`, async () => {
    const text = await place(code);
    return expected.test(text) ? text : undefined;
  });
}

function stepOf(text: string): number {
  return Number(/step (\d+)/.exec(text)?.[1]);
}

scenario('an answer-refinement loop never ends: the graph shows the ring', async (code) => {
  const { editor, workbench } = code;
  await editor.open('answer-refinement-endless.ts');
  await workbench.runCommand('Backstep: Show State Graph');
  const graph = await graphOf(code);
  for (const state of ['START', 'GENERATED', 'CHECKED', 'REFINED', 'END'])
    await nodeOf(graph, state).waitFor();
  await picture(code, 'story-1-graph');
});

scenario('F5: it spins, and the counters climb', async (code) => {
  const { debug, editor } = code;
  await editor.open('answer-refinement-endless.ts');
  await debug.pressF5();
  await debug.untilPaused();
  await debug.makeRoom();
  await debug.press('Continue');
  const graph = await graphOf(code);
  await eventually('the counters to climb', async () => {
    const text = await graph.locator('body').textContent();
    return /×\s?\d{2,}/.test(text ?? '');
  });
  await picture(code, 'story-2-running');
});

scenario('pause, and step back twice', async (code) => {
  const { debug } = code;
  await debug.press('Pause');
  await debug.untilPaused();
  const at = stepOf(await untilPlace(code, /· live/));
  assert.ok(at > 20, `${at} steps were taken`);
  await debug.press('Step Back');
  await untilPlace(code, new RegExp(`step ${at - 1}/`));
  await debug.press('Step Back');
  const text = await untilPlace(code, new RegExp(`step ${at - 2}/`));
  if (!text.includes('CHECKED')) {
    await debug.press('Step Back');
    await untilPlace(code, /CHECKED/);
  }
  const place = await untilPlace(code, /following/);
  // For a moment VS Code shows the stack of the stop before, and variables that it gave up reading.
  await eventually('the stack of this step', async () => {
    const [, last] = await debug.stackFrames();
    return last?.name.includes(`#${stepOf(place)}`);
  });
  await debug.untilVariable(['Session', 'rounds'], /^\d+$/);
  await picture(code, 'story-3-back');
});

scenario('look at what the model was asked, and what it answered', async (code) => {
  const { debug } = code;
  await debug.closeVariable(['Session']);
  await debug.untilVariable(['Calls', '1 model.complete', 'request'], /^"Shorten this answer of 45 words/);
  await debug.untilVariable(['Calls', '1 model.complete', 'answer'], /^"Durable execution means/);
  await picture(code, 'story-4-calls');
});

scenario('edit the session, run on from there, and it ends', async (code) => {
  const { debug } = code;
  await debug.setVariable(['Session', 'answer'], '"A program survives its machine."');
  await untilPlace(code, /forks here/);
  await picture(code, 'story-5-edited');
  await debug.press('Continue');
  await untilPlace(code, /done/i);
  await debug.untilVariable(['Output', 'output'], '"A program survives its machine."');
  await picture(code, 'story-6-done');
});

scenario('the first run is as it was, and both are listed', async (code) => {
  const { debug, workbench, page } = code;
  await debug.press('Continue');
  await debug.untilEnded();
  await workbench.runCommand('Run and Debug: Focus on Workflow Runs View');
  const runs = page.getByRole('tree', { name: 'Workflow Runs' });
  await eventually('both runs in the Runs view', async () => {
    const labels = (await rowsOf(runs)).map(({ label }) => label);
    return labels.some((label) => /, done,/.test(label)) && labels.some((label) => /, stopped,/.test(label));
  });
  await picture(code, 'story-7-runs');
  assert.deepEqual(code.errors(), []);
});
