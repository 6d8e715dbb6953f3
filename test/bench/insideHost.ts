import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openWindow, type WindowOptions } from '../vscode/harness/window.ts';

const mark = 'backstep-measured';

/**
 * Runs a module in the extension host of a fresh VS Code and gives what it tells. The module is CommonJS text that
 * exports `measure`, an asynchronous function. `beside` sees the window meanwhile.
 */
export async function measureInside<Measured>(
  options: WindowOptions,
  module: string,
  beside?: (page: Page) => Promise<void>,
): Promise<Measured> {
  const home = await mkdtemp(path.join(tmpdir(), 'inside-'));
  const tests = path.join(home, 'index.js');
  await writeFile(
    tests,
    `${module}\nexports.run = async () => {
  const told = await exports.measure().then((value) => ({ value }), (error) => ({ error: error.stack }));
  console.log(${JSON.stringify(mark)} + ' ' + JSON.stringify(told));
  // VS Code ends its extension host with the last test; this window is closed from outside.
  await new Promise(() => undefined);
};\n`,
  );
  let tell: (text: string) => void = () => undefined;
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  try {
    const { page, close } = await openWindow({ ...options, tests }, async (page) => {
      await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
        const text = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
        const at = text.indexOf(mark);
        if (at >= 0) tell(text.slice(at + mark.length));
      });
      await page.exposeFunction('codeAutomationExit', () => undefined);
    });
    try {
      const measured = told.then((text) => {
        const { value, error } = JSON.parse(text) as { value: Measured; error?: string };
        if (error !== undefined) throw new Error(`not-measured: ${error}`);
        return value;
      });
      const [value] = await Promise.all([measured, beside?.(page)]);
      return value;
    } finally {
      await close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
