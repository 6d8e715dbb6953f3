import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OpenOptions, startWorkbench, type Webview, type Workbench } from './harness.ts';

export type Check = (name: string, options: OpenOptions, run: (webview: Webview) => Promise<void>) => void;

/**
 * One browser for the tests of a file. Each test gets a page of its own, which must end without an error, a violation
 * of its content policy, or a layout that failed.
 */
export function inBrowser(): { readonly check: Check; open(options?: OpenOptions): Promise<Webview> } {
  let workbench: Workbench | null = null;
  before(async () => {
    workbench = await startWorkbench();
  });
  after(() => workbench?.close());
  const open = (options?: OpenOptions) => {
    assert.ok(workbench);
    return workbench.open(options);
  };
  return {
    open,
    check(name, options, run) {
      test(name, async () => {
        const webview = await open(options);
        try {
          await run(webview);
          assert.deepEqual(webview.complaints, []);
          // A picture that the plain arrangement saved would look well enough to pass.
          assert.deepEqual(
            (await webview.posted()).filter(({ type }) => type === 'layoutFailed'),
            [],
          );
        } finally {
          await webview.close();
        }
      });
    },
  };
}
