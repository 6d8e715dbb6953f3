import { eventually } from './harness/eventually.ts';
import type { VsCode } from './harness/vscode.ts';

/** Waits until the debugger stands at a line of the file in front. */
export async function untilLine({ editor, debug }: VsCode, line: number): Promise<void> {
  await eventually(`the debugger to stand at line ${line}`, async () => {
    const seen = await editor.currentLine();
    if (seen !== line) throw new Error(`it stands at ${seen}: ${(await debug.callStack()).join(' | ')}`);
    return true;
  });
}
