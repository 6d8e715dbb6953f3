import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkerClient } from '../../extension/workerClient.ts';
import { distFile } from '../../runtime/dist.ts';
import { report } from './figure.ts';
import { hundredStates } from './hundredStates.ts';

/**
 * Reads a workspace of 500 workflow files as the Workflows view does: through the shipped worker, one file at a time,
 * while somebody types in another file. The processor's time of this process is what it costs the extension host.
 */
const files = 500;
const statesPerFile = 12;

function flow(name: string): string {
  const states = Array.from({ length: statesPerFile }, (_, index) => `S${index}`);
  const next = (index: number) => `State.S${(index + 1) % statesPerFile}`;
  const steps = states.map(
    (state, index) =>
      `  @step(State.${state})\n  async on${state}(data: { score: number }, { session, llm }: Ctx) {\n    session.rounds += 1;\n    if (await llm.isGood(data.score)) return goto(${next(index)}, data);\n    return session.rounds > 9 ? done(session.rounds) : ${next(index + 3)};\n  }`,
  );
  return [
    `import { done, goto, step, workflow } from 'backstep';`,
    `import type { Ctx } from './context.js';`,
    `enum State { ${states.join(', ')} }`,
    `@workflow({ states: State, start: State.S0, session: () => ({ rounds: 0 }) })`,
    `export class ${name} {`,
    ...steps,
    '}',
    '',
  ].join('\n');
}

const folder = mkdtempSync(path.join(tmpdir(), 'backstep-index-'));
const worker = new WorkerClient({ script: distFile('worker.js'), log: (line) => console.error(line) });
try {
  writeFileSync(
    path.join(folder, 'context.ts'),
    `import type { Context } from 'backstep';\nexport type Ctx = Context<{ session: { rounds: number }; services: { llm: { isGood(score: number): Promise<boolean> } } }>;\n`,
  );
  const names = Array.from({ length: files }, (_, index) => `Flow${index}`);
  for (const name of names) writeFileSync(path.join(folder, `${name}.ts`), flow(name));
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
