import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { distFile } from '../../runtime/dist.ts';
import { createVsix } from '../../scripts/package/vsix.mjs';
import { openWindow } from '../vscode/harness/window.ts';
import { repository } from '../vscode/harness/workspace.ts';
import { report } from './figure.ts';

/**
 * The activation as VS Code performs it: reading, compiling and running the bundle in its extension host, each time in a
 * fresh VS Code with fresh data, on a folder that asks for nothing of Backstep. It is fullest that way: V8 has no code
 * cache of the bundle yet.
 */
const rounds = 5;
const mark = 'backstep-activation';

const inside = `
const vscode = require('vscode');
exports.run = async () => {
  const extension = vscode.extensions.getExtension('backstep.backstep');
  const early = extension.isActive;
  const [began, busy] = [performance.now(), process.cpuUsage()];
  await extension.activate();
  const { user, system } = process.cpuUsage(busy);
  const times = { early, took: performance.now() - began, worked: (user + system) / 1000 };
  console.log(${JSON.stringify(mark)} + ' ' + JSON.stringify(times));
};
`;

interface Activation {
  readonly early: boolean;
  /** Milliseconds until it was done. */
  readonly took: number;
  /** Milliseconds of the processor in the extension host meanwhile, which a busy machine does not lengthen. */
  readonly worked: number;
}

async function activation(tests: string): Promise<Activation> {
  let tell: (text: string) => void = () => undefined;
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const { close } = await openWindow({ copyOf: 'test/vscode/fixtures/plain', tests }, async (page) => {
    await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
      const text = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
      const at = text.indexOf(mark);
      if (at >= 0) tell(text.slice(at + mark.length));
    });
    await page.exposeFunction('codeAutomationExit', () => undefined);
  });
  try {
    const times: Activation = JSON.parse(await told);
    if (times.early)
      throw new Error('activated-early: Backstep was active in a folder that has nothing for it.');
    return times;
  } finally {
    await close();
  }
}

const home = await mkdtemp(path.join(tmpdir(), 'activation-'));
try {
  const tests = path.join(home, 'index.js');
  await writeFile(tests, inside);
  const times: Activation[] = [];
  for (let round = 0; round < rounds; round++) times.push(await activation(tests));
  report(
    'activation in a fresh VS Code',
    'ms',
    times.map(({ took }) => took),
  );
  report(
    'activation in a fresh VS Code, processor time',
    'ms',
    times.map(({ worked }) => worked),
  );
} finally {
  await rm(home, { recursive: true, force: true });
}
report('activation bundle', 'KB', [statSync(distFile('extension.cjs')).size / 1000]);
report('VSIX', 'MB', [(await createVsix(repository)).contents.length / 1_000_000]);
