import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWindow, type WindowOptions } from '../vscode/harness/window.ts';

const mark = 'backstep-measured';

/**
 * Runs a module in the extension host of a fresh VS Code and gives what it tells. The module is CommonJS text that
 * exports `measure`, an asynchronous function.
 */
export async function measureInside<Measured>(options: WindowOptions, module: string): Promise<Measured> {
  const home = await mkdtemp(path.join(tmpdir(), 'inside-'));
  const tests = path.join(home, 'index.js');
  await writeFile(
    tests,
    `${module}\nexports.run = async () => {
  const told = await exports.measure().then((value) => ({ value }), (error) => ({ error: error.stack }));
  console.log(${JSON.stringify(mark)} + ' ' + JSON.stringify(told));
};\n`,
  );
  let tell: (text: string) => void = () => undefined;
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  try {
    const { close } = await openWindow({ ...options, tests }, async (page) => {
      await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
        const text = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
        const at = text.indexOf(mark);
        if (at >= 0) tell(text.slice(at + mark.length));
      });
      await page.exposeFunction('codeAutomationExit', () => undefined);
    });
    try {
      const { value, error } = JSON.parse(await told) as { value: Measured; error?: string };
      if (error !== undefined) throw new Error(`not-measured: ${error}`);
      return value;
    } finally {
      await close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
