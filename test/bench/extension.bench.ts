import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { distFile } from '../../runtime/dist.ts';
import { createVsix } from '../../scripts/package/vsix.mjs';
import { repository } from '../vscode/harness/workspace.ts';
import { report } from './figure.ts';
import { hundredStates } from './hundredStates.ts';
import { measureInside } from './insideHost.ts';
import { writeManyWorkflows } from './manyWorkflows.ts';
import { ownWork } from './ownWork.ts';

/**
 * The activation as VS Code performs it: reading, compiling and running the bundle in its extension host, each time in a
 * fresh VS Code with fresh data, on a folder that asks for nothing of Backstep. It is fullest that way: V8 has no code
 * cache of the bundle yet.
 */
const rounds = 5;

interface Activation {
  readonly early: boolean;
  /** Milliseconds until it was done. */
  readonly took: number;
  /** Milliseconds of the processor in the extension host meanwhile, which a busy machine does not lengthen. */
  readonly worked: number;
  /** Milliseconds in which Backstep's code ran or was loaded. */
  readonly own: number;
}

const activation = `
${ownWork}
const vscode = require('vscode');
exports.measure = async () => {
  const extension = vscode.extensions.getExtension('backstep.backstep');
  await untilQuiet();
  const early = extension.isActive;
  const profiled = await profile(async () => {
    const [began, busy] = [performance.now(), process.cpuUsage()];
    await extension.activate();
    const { user, system } = process.cpuUsage(busy);
    return { took: performance.now() - began, worked: (user + system) / 1000 };
  });
  return { early, ...profiled.value, own: sum(profiled.stretches) };
};
`;

const activations: Activation[] = [];
for (let round = 0; round < rounds; round++) {
  const times = await measureInside<Activation>({ copyOf: 'test/vscode/fixtures/plain' }, activation);
  if (times.early)
    throw new Error('activated-early: Backstep was active in a folder that has nothing for it.');
  activations.push(times);
}
const of = (key: 'took' | 'worked' | 'own'): readonly number[] => activations.map((times) => times[key]);
report('activation in a fresh VS Code, until it is done', 'ms', of('took'));
report('activation in a fresh VS Code, processor time of the host', 'ms', of('worked'));
report('activation in a fresh VS Code, code of Backstep', 'ms', of('own'));

/**
 * How long Backstep keeps the extension host, which all extensions share, from answering: while it reads a workspace of
 * 500 workflow files for the Workflows view, and somebody types in a file of a hundred states.
 */
interface Holding {
  /** Milliseconds of every turn in which Backstep's code ran without a pause. */
  readonly stretches: readonly number[];
  /** The same without the time in which the computer ran something else. */
  readonly busy: readonly number[];
  /** Milliseconds that the event loop was late, whoever held it; and as often without Backstep. */
  readonly late: { readonly p99: number; readonly max: number };
  readonly typed: number;
}

const holding = `
${ownWork}
const vscode = require('vscode');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
exports.measure = async () => {
  const folder = vscode.workspace.workspaceFolders[0].uri;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'typed.ts'));
  const editor = await vscode.window.showTextDocument(document);
  await vscode.extensions.getExtension('backstep.backstep').activate();
  await untilQuiet();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let indexed = false;
  let typed = 0;
  const profiled = await profile(async () => {
    delay.enable();
    await vscode.commands.executeCommand('backstep.workflows.focus');
    // A renaming waits until all workflows of the workspace are known.
    const place = new vscode.Position(2, document.lineAt(2).text.indexOf('S99'));
    const done = vscode.commands
      .executeCommand('vscode.executeDocumentRenameProvider', document.uri, place, 'LAST')
      .then(() => { indexed = true; }, () => { indexed = true; });
    while (!indexed) {
      await editor.edit((edit) => edit.insert(new vscode.Position(1, 3), 'x'));
      typed++;
      await pause(80);
    }
    await done;
    delay.disable();
  });
  return { stretches: profiled.stretches, busy: profiled.busy, late: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }, typed };
};
`;

const many = mkdtempSync(path.join(tmpdir(), 'backstep-many-'));
try {
  writeManyWorkflows(many, 500);
  writeFileSync(path.join(many, 'typed.ts'), hundredStates('typed'));
  const { stretches, busy, late, typed } = await measureInside<Holding>(
    { copyOf: path.relative(repository, many) },
    holding,
  );
  if (typed < 10)
    throw new Error(`not-measured: ${typed} keystrokes fell into the reading of the workspace.`);
  report('500 workflow files read while typing: Backstep holds the host', 'ms', stretches);
  report('500 workflow files read while typing: the longest hold', 'ms', [Math.max(...stretches)]);
  report('500 workflow files read while typing: the longest, processor time', 'ms', [Math.max(...busy)]);
  report('500 workflow files read while typing: event loop late, p99', 'ms', [late.p99]);
  report('500 workflow files read while typing: event loop late, most', 'ms', [late.max]);
} finally {
  rmSync(many, { recursive: true, force: true });
}

report('activation bundle', 'KB', [statSync(distFile('extension.cjs')).size / 1000]);
report('VSIX', 'MB', [(await createVsix(repository)).contents.length / 1_000_000]);
