import { after, test } from 'node:test';
import { fileMark } from '../../../scripts/test/fileMark.mjs';
import { createSharedWindow } from './sharedWindow.ts';
import type { VsCode } from './vscode.ts';
import type { WindowOptions } from './window.ts';

/** Files that share a process share its window, one after the other. */
const window = createSharedWindow();

/**
 * Gives all scenarios of a file one VS Code that looks as if it were fresh; they run in their order in the same window.
 * A scenario that fails leaves a picture in `test-artifacts/`.
 */
export function inRealVsCode(options: WindowOptions = {}) {
  const file = /test[\\/]vscode[\\/]\w+\.test\.ts/.exec(new Error().stack ?? '')?.[0] ?? 'not known';
  let taken: Promise<VsCode> | undefined;

  // A file that takes too long is asked to end: what it started must end with it.
  if (process.listenerCount('SIGTERM') === 0) process.once('SIGTERM', () => process.exit(143));
  after(() => window.close());

  return {
    scenario(name: string, play: (code: VsCode) => Promise<void>): void {
      void test(name, async (context) => {
        taken ??= window.take(options);
        let code: VsCode | undefined;
        try {
          code = await taken;
          await play(code);
        } catch (error) {
          window.spoil();
          context.diagnostic(fileMark(file));
          if (code !== undefined) context.diagnostic(await traces(code, name));
          throw error;
        }
      });
    },
  };
}

/** What a scenario that failed leaves for people to look at. */
async function traces(code: VsCode, name: string): Promise<string> {
  const file = await code.workbench.screenshot(`failed-${name.replaceAll(/[^\w]+/g, '-')}`);
  const logged = code.errors().slice(-5).join('\n');
  return `Picture: ${file}${logged && `\nLogged errors:\n${logged}`}`;
}
