/** A workflow of a hundred states, and the same machine as other libraries write it. */

const size = 100;
const names = Array.from({ length: size }, (_, index) => `S${index}`);

/** Where the step of a state goes; each kind of step is that of every fourth state. */
interface Ways {
  readonly one: string;
  readonly two: string;
  readonly three: string;
  readonly five: string;
}

function waysOf(index: number): Ways {
  const at = (ahead: number): string => `S${(index + ahead) % size}`;
  return { one: at(1), two: at(2), three: at(3), five: at(5) };
}

/** Every second step decides between two states; one more calls a helper of the class. */
export function hundredStates(note: string): string {
  const step = (state: string, index: number): string => {
    const { one, two, three, five } = waysOf(index);
    const bodies = [
      `return data.score < ${index} ? goto(State.${one}, { score: 1 }) : State.${two};`,
      `if (session.rounds > ${index}) return done(session.rounds);\n    return this.next(State.${one}, State.${five});`,
      `const verdict = await judge.verdict(data.score);\n    switch (verdict) {\n      case 'good':\n        return State.${one};\n      case 'bad':\n        return fail('bad');\n      default:\n        return goto(State.${three}, { score: 0 });\n    }`,
      `session.rounds += 1;\n    return State.${one};`,
    ];
    return `  @step(State.${state})\n  async on${state}(data: { score: number }, { session, judge }: Ctx) {\n    ${bodies[index % 4]}\n  }`;
  };
  return [
    `import { done, fail, goto, step, workflow, type Context } from 'backstep';`,
    `// ${note}`,
    `enum State { ${names.join(', ')} }`,
    `type Ctx = Context<{ session: { rounds: number }; services: { judge: { verdict(score: number): Promise<string> } } }>;`,
    `@workflow({ states: State, start: State.S0, session: () => ({ rounds: 0 }) })`,
    `export class Hundred {`,
    ...names.map(step),
    `  private next(a: State, b: State) {\n    return Math.random() < 0.5 ? a : b;\n  }`,
    '}',
    '',
  ].join('\n');
}

/** The same states and transitions as a machine of XState 4, which is what its extractor reads. */
export function hundredStatesMachine(note: string): string {
  const state = (name: string, index: number): string => {
    const { one, two, three, five } = waysOf(index);
    const go = (...targets: readonly string[]): string => `always: [${targets.join(', ')}]`;
    const to = (target: string, condition?: string): string =>
      condition === undefined ? `{ target: '${target}' }` : `{ target: '${target}', cond: '${condition}' }`;
    const bodies = [
      go(to(one, `below${index}`), to(two)),
      go(to('done', `above${index}`), to(one, 'half'), to(five)),
      `invoke: { src: 'verdict', onDone: [${to(one, 'good')}, ${to('failed', 'bad')}, ${to(three)}] }`,
      `entry: 'countRounds', ${go(to(one))}`,
    ];
    return `    ${name}: {\n      ${bodies[index % 4]},\n    },`;
  };
  return [
    `import { createMachine } from 'xstate';`,
    `// ${note}`,
    'export const hundred = createMachine({',
    `  id: 'hundred',`,
    `  initial: 'S0',`,
    '  context: { rounds: 0 },',
    '  states: {',
    ...names.map(state),
    `    done: { type: 'final' },`,
    `    failed: { type: 'final' },`,
    '  },',
    '});',
    '',
  ].join('\n');
}
