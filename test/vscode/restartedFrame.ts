import { eventually } from './harness/eventually.ts';
import type { VsCode } from './harness/vscode.ts';
import { placeOf } from './statusBar.ts';

/**
 * Runs on from a past transition by its button in the Call Stack, once all of the stack is of this stop: for half a second
 * and more, VS Code shows below its first row what stood below that of the last stop, which leads nowhere any more.
 */
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
