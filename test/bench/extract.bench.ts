import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { distFile } from '../../runtime/dist.ts';
import { compiler } from '../../runtime/extract/compiler.ts';
import { createExtractor } from '../../runtime/extract/extract.ts';
import type { Numbered, WorkerRequest, WorkerResponse } from '../../runtime/model/workerProtocol.ts';
import { report } from './figure.ts';
import { hundredStates, hundredStatesMachine } from './hundredStates.ts';
import { peer } from './peer.ts';

/**
 * Extraction beside a plain parse of the same text, and beside XState's extractor on the same machine in its own words;
 * turn by turn, so that all meet the same computer. The cold worker is the shipped one, from the start of its process;
 * its compiler is in V8's code cache, as it is after the first start. What runs in this process is measured by the
 * processor's time, which is the same on a busy computer as on a quiet one.
 */
const file = path.resolve('hundred.ts');

/** Milliseconds from the start of a worker's process to its first graph. */
async function coldWorker(text: string): Promise<number> {
  const began = performance.now();
  const worker = fork(distFile('worker.js'));
  const request: Numbered<WorkerRequest> = { id: 1, type: 'extract', file, text };
  worker.send(request);
  const [answer] = (await once(worker, 'message')) as [WorkerResponse];
  const took = performance.now() - began;
  worker.kill();
  await once(worker, 'exit');
  if (answer.type !== 'extract') throw new Error(`the worker answered ${JSON.stringify(answer)}`);
  const states = answer.extraction.workflows[0]?.states.length;
  if (states !== 100) throw new Error(`the worker's graph has ${states} states`);
  return took;
}

/** What XState's extractor gives, as far as it is looked at here. */
interface XStateExtractor {
  extractMachinesFromFile(text: string): {
    readonly machines: readonly { toConfig(): { readonly states?: object } | undefined }[];
  } | null;
}

await coldWorker(hundredStates('fills the code cache'));
const cold: number[] = [];
for (let round = 0; round < 7; round++) cold.push(await coldWorker(hundredStates(`round ${round}`)));
report('100 states: cold worker to the first graph', 'ms', cold);

const { ts } = compiler();
const extractor = createExtractor(() => undefined);
const xstate = peer('@xstate/machine-extractor', '0.16.0')?.require('@xstate/machine-extractor') as
  | XStateExtractor
  | undefined;

const turns: readonly { readonly name: string; run(note: string): void; readonly times: number[] }[] = [
  {
    name: '100 states: a keystroke, to the graph',
    times: [],
    run(note) {
      const { workflows } = extractor.extract(file, { text: hundredStates(note) });
      if (workflows[0]?.transitions.length !== 225) throw new Error('the graph lacks transitions');
    },
  },
  {
    name: '100 states: plain createSourceFile of the same text',
    times: [],
    run(note) {
      ts.createSourceFile(file, hundredStates(note), ts.ScriptTarget.Latest, true);
    },
  },
  ...(xstate === undefined
    ? []
    : [
        {
          name: "100 states: XState's extractor on the same machine",
          times: [],
          run(note: string) {
            const found = xstate.extractMachinesFromFile(hundredStatesMachine(note));
            const states = found?.machines[0]?.toConfig()?.states ?? {};
            if (Object.keys(states).length !== 102) throw new Error('the machine lacks states');
          },
        },
      ]),
];
for (let round = 0; round < 60; round++) {
  // Whoever comes later finds the computer's caches warm, so they take turns at that too.
  for (let turn = 0; turn < turns.length; turn++) {
    const one = turns[(turn + round) % turns.length] as (typeof turns)[number];
    const began = process.cpuUsage();
    one.run('x'.repeat(round));
    const { user, system } = process.cpuUsage(began);
    // The first rounds compile the code of all.
    if (round >= 20) one.times.push((user + system) / 1000);
  }
}
for (const { name, times } of turns) report(name, 'ms of CPU', times);
