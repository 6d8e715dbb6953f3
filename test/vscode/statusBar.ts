import { eventually } from './harness/eventually.ts';
import type { VsCode } from './harness/vscode.ts';

/** What the status bar says of the session; empty when there is none. */
export async function placeOf({ workbench }: VsCode): Promise<string> {
  return (await workbench.statusBar()).find((text) => text.startsWith('Backstep: ')) ?? '';
}

/** Waits until the status bar says where the session stands. */
export async function untilPlace(code: VsCode, place: RegExp, limit?: number): Promise<void> {
  await eventually(
    `the status bar to say ${place}`,
    async () => {
      const seen = await placeOf(code);
      if (!place.test(seen)) throw new Error(`it says "${seen}"`);
      return true;
    },
    limit,
  );
}
