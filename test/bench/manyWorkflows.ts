import { writeFileSync } from 'node:fs';
import path from 'node:path';

export const statesPerFile = 12;

/** Writes a workspace of workflow files, `Flow0.ts` and on, with the context that they share; gives their names. */
export function writeManyWorkflows(folder: string, count: number): readonly string[] {
  writeFileSync(
    path.join(folder, 'context.ts'),
    `import type { Context } from 'backstep';\nexport type Ctx = Context<{ session: { rounds: number }; services: { llm: { isGood(score: number): Promise<boolean> } } }>;\n`,
  );
  const names = Array.from({ length: count }, (_, index) => `Flow${index}`);
  for (const name of names) writeFileSync(path.join(folder, `${name}.ts`), flow(name));
  return names;
}

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
