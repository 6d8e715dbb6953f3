import { isDeepStrictEqual } from 'node:util';
import { tidyUp } from './tidyUp.ts';
import { openVsCode, type VsCode } from './vscode.ts';
import type { WindowOptions } from './window.ts';

export type SharedWindow = ReturnType<typeof createSharedWindow>;

/**
 * The one window of a process, which a file of tests hands on to the next: to open one takes longer than most files do.
 * W1. A window comes tidied up: its folder, settings, editors, sessions and breakpoints are as in a fresh one.
 * W2. A window in which something failed, or that cannot be tidied up, is closed and never handed on.
 */
export function createSharedWindow() {
  let opened: { readonly code: VsCode; readonly options: WindowOptions } | undefined;
  let spoilt = false;

  async function close(): Promise<void> {
    const last = opened;
    opened = undefined;
    await last?.code.close();
  }

  /** Whether the window that is open is now as one that was opened with these options. */
  async function suits(options: WindowOptions): Promise<boolean> {
    if (opened === undefined || spoilt || !isDeepStrictEqual(kindOf(opened.options), kindOf(options))) {
      return false;
    }
    try {
      await tidyUp(opened.code, options.settings);
      return true;
    } catch (error) {
      console.error(`A window could not be tidied up, and a fresh one is opened: ${error}`);
      return false;
    }
  }

  return {
    /** A window for a file of tests. */
    async take(options: WindowOptions): Promise<VsCode> {
      if (opened !== undefined && (await suits(options))) return opened.code;
      await close();
      spoilt = false;
      const code = await openVsCode(options);
      opened = { code, options };
      return code;
    },

    /** Says that nobody may rely on this window any more. */
    spoil(): void {
      spoilt = true;
    },

    close,
  };
}

/** Settings can be changed while a window is open; everything else cannot. */
function kindOf({ settings: _, ...kind }: WindowOptions): WindowOptions {
  return kind;
}
