import assert from 'node:assert/strict';
import { eventually } from './harness/eventually.ts';
import { inRealVsCode } from './harness/scenario.ts';
import type { VsCode } from './harness/vscode.ts';
import { restartFrame } from './restartedFrame.ts';
import { untilPlace } from './statusBar.ts';

const { scenario } = inRealVsCode();

/** The branches in the Call Stack, each by its number, with whether it has ended. */
async function branches({ debug }: VsCode): Promise<readonly string[]> {
  return (await debug.callStack()).flatMap((label) => /branch (\d+\.\d+)/.exec(label)?.[1] ?? []);
}

async function untilBranches(code: VsCode, expected: readonly string[]): Promise<void> {
  await eventually(`the branches ${expected.join(', ')}`, async () => {
    const seen = await branches(code);
    if (seen.join() !== expected.join()) throw new Error(`there are ${seen.join(', ')}`);
    return true;
  });
}

scenario('each branch of a fan-out is a thread, and steps by itself', async (code) => {
  const { editor, debug, workbench } = code;
  await editor.open('map-reduce.ts');
  await eventually('the CodeLenses', async () => (await editor.codeLenses()).includes('Debug'));
  await debug.pressF5();
  await debug.untilPaused();
  await debug.makeRoom();
  await debug.press('Step Over');
  await untilPlace(code, /: START · .*step 1 /);
  await untilBranches(code, ['1.0', '1.1', '1.2', '1.3']);
  await debug.stepThread('branch 1.1');
  await untilPlace(code, /step 2 /);
  await untilBranches(code, ['1.0', '1.2', '1.3']);
  await debug.stepThread('branch 1.0');
  await untilPlace(code, /step 3 /);
  await untilBranches(code, ['1.2', '1.3']);
  await workbench.screenshot('branches-stepped');
});

scenario(
  'one that is run on from again stands at its step, and its siblings where they were',
  async (code) => {
    const { workbench } = code;
    await restartFrame(code, /^1\.1: SUMMARISED → JOINED/);
    await untilPlace(code, /forks here/);
    await untilBranches(code, ['1.1', '1.2', '1.3']);
    await workbench.screenshot('branches-rewound');
  },
);

scenario('it alone runs again, in a new run, and all come to the join', async (code) => {
  const { debug, workbench } = code;
  await debug.stepThread('branch 1.1');
  await untilPlace(code, /step 3 · live · fork of/);
  await untilBranches(code, ['1.2', '1.3']);
  await debug.press('Continue');
  await untilPlace(code, /: done /);
  await debug.untilVariable(['Output', 'output'], /^"3 documents\. Journals: .*Left out: Blank has no text/);
  await workbench.screenshot('branches-joined');
  await debug.press('Stop');
  await debug.untilEnded();
  assert.deepEqual(code.errors(), []);
});
