import { eventually } from './harness/eventually.ts';
import type { VsCode } from './harness/vscode.ts';
import { placeOf } from './statusBar.ts';

/** Runs on from a past transition by its button in the Call Stack, once the stack is of the stop that the status bar tells. */
export async function restartFrame(code: VsCode, transition: RegExp): Promise<void> {
  const { debug } = code;
  const name = await eventually(`the transition ${transition} on the stack of this stop`, async () => {
    const last = /step (\d+)/.exec(await placeOf(code))?.[1];
    const names = (await debug.stackFrames()).map((frame) => frame.name);
    if (!names.some((one) => one.endsWith(`#${last}`))) throw new Error(`there are ${names.join(' | ')}`);
    return names.find((one) => transition.test(one));
  });
  await debug.restartFrame(name);
}
