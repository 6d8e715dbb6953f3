import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { distFile } from '../../runtime/dist.ts';
import { compiler } from '../../runtime/extract/compiler.ts';
import { createExtractor } from '../../runtime/extract/extract.ts';
import type { Numbered, WorkerRequest, WorkerResponse } from '../../runtime/model/protocol.ts';
import { report } from './figure.ts';

/**
 * Extraction beside a plain parse of the same text, turn by turn, so that both meet the same machine. The cold worker is
 * the shipped one, from the start of its process; its compiler is in V8's code cache, as it is after the first start.
 */
const file = path.resolve('hundred.ts');

/** Every second step decides between two states; one more calls a helper of the class. */
function hundredStates(note: string): string {
  const states = Array.from({ length: 100 }, (_, index) => `S${index}`);
  const step = (state: string, index: number) => {
    const at = (ahead: number) => `State.S${(index + ahead) % 100}`;
    const ways = [
      `return data.score < ${index} ? goto(${at(1)}, { score: 1 }) : ${at(2)};`,
      `if (session.rounds > ${index}) return done(session.rounds);\n    return this.next(${at(1)}, ${at(5)});`,
      `const verdict = await judge.verdict(data.score);\n    switch (verdict) {\n      case 'good':\n        return ${at(1)};\n      case 'bad':\n        return fail('bad');\n      default:\n        return goto(${at(3)}, { score: 0 });\n    }`,
      `session.rounds += 1;\n    return ${at(1)};`,
    ];
    return `  @step(State.${state})\n  async on${state}(data: { score: number }, { session, judge }: Ctx) {\n    ${ways[index % 4]}\n  }`;
  };
  return [
    `import { done, fail, goto, step, workflow, type Context } from 'backstep';`,
    `// ${note}`,
    `enum State { ${states.join(', ')} }`,
    `type Ctx = Context<{ session: { rounds: number }; services: { judge: { verdict(score: number): Promise<string> } } }>;`,
    `@workflow({ states: State, start: State.S0, session: () => ({ rounds: 0 }) })`,
    `export class Hundred {`,
    ...states.map(step),
    `  private next(a: State, b: State) {\n    return Math.random() < 0.5 ? a : b;\n  }`,
    '}',
    '',
  ].join('\n');
}

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

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

await coldWorker(hundredStates('fills the code cache'));
const cold: number[] = [];
for (let round = 0; round < 7; round++) cold.push(await coldWorker(hundredStates(`round ${round}`)));
report('100 states: cold worker to the first graph', 'ms', cold);

const { ts } = compiler();
const extractor = createExtractor(() => undefined);
const keystrokes: number[] = [];
const parses: number[] = [];
for (let round = 0; round < 60; round++) {
  const text = hundredStates('x'.repeat(round));
  const extracting = () => extractor.extract(file, { text });
  const parsing = () => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  // Whoever comes second finds the text's characters in the cache, so they take turns at that too.
  const [first, second] = round % 2 === 0 ? [extracting, parsing] : [parsing, extracting];
  const times = [timed(first), timed(second)] as const;
  const [keystroke, parse] = round % 2 === 0 ? times : [times[1], times[0]];
  // The first rounds compile the code of both.
  if (round < 20) continue;
  keystrokes.push(keystroke);
  parses.push(parse);
}
report('100 states: a keystroke, to the graph', 'ms', keystrokes);
report('100 states: plain createSourceFile of the same text', 'ms', parses);
