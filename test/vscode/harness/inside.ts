import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleInside } from '../../../scripts/test/inside.mjs';
import { type Report, reportMark } from '../inside/scenarios.ts';
import { isNoise } from './noise.ts';
import { openWindow, type WindowOptions } from './window.ts';
import { repository } from './workspace.ts';

/** How long all scenarios together may take. */
const limit = 480_000;

export interface InsideRun {
  readonly exitCode: number;
  readonly reports: readonly Report[];
  /** Everything else that the extension host printed. */
  readonly output: readonly string[];
}

/** Runs the scenarios of `test/vscode/inside` in the extension host of a real VS Code. */
export async function runInside(options: WindowOptions = {}): Promise<InsideRun> {
  const home = await mkdtemp(path.join(tmpdir(), 'inside-'));
  try {
    const tests = path.join(home, 'index.js');
    await bundleInside({ root: repository, outfile: tests });
    return await play({ ...options, tests });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function play(options: WindowOptions): Promise<InsideRun> {
  const reports: Report[] = [];
  const output: string[] = [];
  let exited: (code: number) => void;
  const exit = new Promise<number>((resolve) => {
    exited = resolve;
  });
  // The workbench calls these two: with what the extension host prints, and when the tests have ended.
  const window = await openWindow(options, async (page) => {
    await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
      const text = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
      const at = text.indexOf(reportMark);
      if (at === -1) {
        if (!isNoise(text)) output.push(text);
      } else reports.push(JSON.parse(text.slice(at + reportMark.length)));
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => exited(code));
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const tooLong = new Promise<never>((_, reject) => {
      const reason = `timed-out: the scenarios inside VS Code took longer than ${limit / 1000} s.`;
      timer = setTimeout(() => reject(new Error(reason)), limit);
    });
    return { exitCode: await Promise.race([exit, tooLong]), reports, output };
  } finally {
    clearTimeout(timer);
    await window.close();
  }
}
