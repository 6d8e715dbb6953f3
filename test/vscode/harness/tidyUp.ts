import { eventually } from './eventually.ts';
import { rowsOf } from './rows.ts';
import type { VsCode } from './vscode.ts';
import type { WindowOptions } from './window.ts';

/** Makes a window look and behave as a fresh one: what a file of tests left there is ended, closed or removed. */
export async function tidyUp(code: VsCode, settings: WindowOptions['settings']): Promise<void> {
  const { page, workbench, debug } = code;
  const run = (title: string) => workbench.runCommand(title);
  await page.mouse.move(0, 0);
  await workbench.dismiss();
  await page.keyboard.press('Escape');
  await eventually('all debug sessions to end', async () => {
    if ((await debug.toolbar()).length === 0) return true;
    await page.keyboard.press('Shift+F5');
    await debug.untilEnded(10_000);
    return true;
  });
  await run('View: Close All Editors');
  await eventually('all editors to be closed', async () => {
    const refuse = page.locator('.monaco-dialog-box').getByRole('button', { name: "Don't Save" });
    if (await refuse.isVisible()) await refuse.click({ timeout: 3_000 });
    return (await workbench.openTabs()).length === 0;
  });
  await run('Clear Editor History without Confirmation');
  await run('Remove All Breakpoints');
  await run('Notifications: Clear All Notifications');
  const panel = page.locator('.part.panel');
  if (await panel.isVisible()) {
    await run('View: Hide Panel');
    await panel.waitFor({ state: 'hidden' });
  }
  await code.restore(settings);
  await workbench.setTheme('dark');
  // A run of the last file must not be taken for one of the next.
  await run('Run and Debug: Focus on Workflow Runs View');
  const runs = page.getByRole('tree', { name: 'Workflow Runs' });
  await eventually('the runs to be gone', async () => (await rowsOf(runs)).length === 0);
  await run('View: Show Explorer');
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  code.forgetErrors();
}
