import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkerClient } from '../../extension/workerClient.ts';
import { distFile } from '../../runtime/dist.ts';
import { report } from './figure.ts';
import { hundredStates } from './hundredStates.ts';
import { statesPerFile, writeManyWorkflows } from './manyWorkflows.ts';

/**
 * Reads a workspace of 500 workflow files as the Workflows view does: through the shipped worker, one file at a time,
 * while somebody types in another file. The processor's time of this process is what it costs the extension host.
 */
const files = 500;

const folder = mkdtempSync(path.join(tmpdir(), 'backstep-index-'));
const worker = new WorkerClient({ script: distFile('worker.js'), log: (line) => console.error(line) });
try {
  const names = writeManyWorkflows(folder, files);
  const typed = path.join(folder, 'typed.ts');
  await worker.request({ type: 'extract', file: typed, text: hundredStates('warm') });

  const keystrokes: number[] = [];
  const began = performance.now();
  const cpu = process.cpuUsage();
  let states = 0;
  for (const [index, name] of names.entries()) {
    const reading = worker.request({ type: 'extract', file: path.join(folder, `${name}.ts`), text: null });
    if (index % 25 === 0) {
      const asked = performance.now();
      await worker.request({ type: 'extract', file: typed, text: hundredStates('x'.repeat(index)) });
      keystrokes.push(performance.now() - asked);
    }
    const { extraction } = await reading;
    states += extraction.workflows[0]?.states.length ?? 0;
  }
  const { user, system } = process.cpuUsage(cpu);
  if (states !== files * statesPerFile) throw new Error(`the index has ${states} states`);
  report(`${files} workflow files: read through the worker`, 's', [(performance.now() - began) / 1000]);
  report(`${files} workflow files: cost for the extension host, each`, 'ms of CPU', [
    (user + system) / 1000 / files,
  ]);
  report('a keystroke in 100 states meanwhile, to the graph', 'ms', keystrokes);
} finally {
  worker.dispose();
  rmSync(folder, { recursive: true, force: true });
}
