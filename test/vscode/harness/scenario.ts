import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openVsCode, type VsCode } from './vscode.ts';
import type { WindowOptions } from './window.ts';

/**
 * Opens one VS Code for all scenarios of a file, which run in their order in the same window. A scenario that fails
 * leaves a picture in `test-artifacts/`.
 */
export function inRealVsCode(options: WindowOptions = {}) {
  let code: VsCode | undefined;

  before(async () => {
    // A file that takes too long is asked to end: what it started must end with it.
    process.once('SIGTERM', () => process.exit(143));
    code = await openVsCode(options);
  });
  after(async () => {
    await code?.close();
  });

  return {
    scenario(name: string, play: (code: VsCode) => Promise<void>): void {
      void test(name, async (context) => {
        assert.ok(code, 'VS Code did not start');
        try {
          await play(code);
        } catch (error) {
          const file = await code.workbench.screenshot(`failed-${name.replaceAll(/[^\w]+/g, '-')}`);
          const logged = code.errors().slice(-5).join('\n');
          context.diagnostic(
            `Picture: ${file}${
              logged &&
              `
Logged errors:
${logged}`
            }`,
          );
          throw error;
        }
      });
    },
  };
}
