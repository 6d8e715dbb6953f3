/**
 * Writes workflow classes at random, the same one for the same seed. Every decision that a running step takes goes
 * through `choose(n)`, so that running a step under every choice gives all transitions that it has.
 */
export function generateWorkflow(seed: number): string {
  const random = sequence(seed);
  const states = Array.from({ length: 3 + random(5) }, (_, index) => `S${index}`);
  // A branch of fan-outs ends in done or fail; that some steps go to it as they go to any state is part of the truth.
  const branch = random(2) === 0 ? 'BRANCH' : null;
  const writer = createWriter(random, random(3) === 0 && branch ? [...states, branch] : states, branch);
  const all = branch ? [...states, branch] : states;
  const bodies = all.flatMap((state, index) => {
    const options = [
      '',
      ', { timeout: 500 }',
      `, { onError: State.${states[random(states.length)]} }`,
      ', CAREFUL',
    ][random(4)];
    const failing = options?.includes('onError') || options === ', CAREFUL';
    return [
      `  @step(State.${state}${options})`,
      `  async step${index}(data: any, { session }: any) {`,
      ...(failing ? [`    if (coin()) throw new Error('thrown');`] : []),
      ...(state === branch ? writer.ending() : writer.body()),
      '  }',
      ...(random(4) === 0 ? [`  @compensate(State.${state}) async undo${index}(data: any) {}`] : []),
    ];
  });
  return [
    `import { workflow, step, goto, done, fail, fanOut, sleep, child, waitFor, continueAs, compensate } from 'backstep';`,
    `declare function choose(n: number): number;`,
    `declare function hit(id: number): void;`,
    `enum State { ${all.map((state, index) => (seed % 2 === 0 ? `${state} = 'v${index}'` : state)).join(', ')} }`,
    `const FIRST = State.S0;`,
    `const TABLE = { x: State.S0, y: State.S1, z: State.S2 } as const;`,
    `const CAREFUL = { retry: { attempts: 2 }, onError: State.S1 };`,
    `const KEYS = ['x', 'y', 'z'] as const;`,
    `const coin = () => choose(2) === 1;`,
    `function pick(yes: State, no: State = FIRST) { return coin() ? yes : no; }`,
    `const wrap = async (state: State) => { if (coin()) return goto(state, 1); return state; };`,
    `abstract class Base {`,
    `  protected later(state: State) { return coin() ? sleep('1s', state) : goto(state); }`,
    `  protected maybe(state: State) { if (coin()) return state; return undefined; }`,
    `  protected judge(state: State) { return coin() ? { ok: true as const, next: state } : { ok: false as const, why: 'no' }; }`,
    `  protected final() { return done(); }`,
    `}`,
    `@workflow({ states: State, start: State.S0 })`,
    `export class Flow extends Base {`,
    ...bodies,
    `  protected override final() { return coin() ? fail('x') : done(1); }`,
    `}`,
    '',
  ].join('\n');
}

const branchErrors = [
  '',
  `, onBranchError: 'fail'`,
  `, onBranchError: 'collect'`,
  `, onBranchError: coin() ? 'collect' : 'fail'`,
] as const;

type Random = (below: number) => number;

/** Mulberry32: small, and the same everywhere. */
function sequence(seed: number): Random {
  let state = seed * 2654435761;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

interface Writer {
  body(): readonly string[];
  /** A body that only ever ends. */
  ending(): readonly string[];
}

function createWriter(random: Random, states: readonly string[], branch: string | null): Writer {
  let returns = 0;
  let names = 0;
  const any = <T>(choices: readonly T[]): T => choices[random(choices.length)] as T;
  const state = () => `State.${any(states)}`;

  /** Variables in scope that hold a state, and those of them that may be assigned to. */
  interface Scope {
    readonly held: readonly string[];
    readonly open: readonly string[];
    readonly inLoop: boolean;
    readonly depth: number;
  }

  function value({ held }: Scope, depth = 0): string {
    const name = held.length > 0 ? any(held) : state();
    if (depth > 2) return name;
    switch (random(11)) {
      case 0:
        return `(coin() ? ${value({ held } as Scope, depth + 1)} : ${state()})`;
      case 1:
        return `pick(${value({ held } as Scope, depth + 1)}, ${state()})`;
      case 2:
        return `pick(${state()})`;
      case 3:
        return `TABLE[KEYS[choose(3)]!]`;
      case 4:
        return `State['${any(states)}']`;
      case 5:
        return `(this.maybe(${state()}) ?? ${state()})`;
      case 6:
      case 7:
      case 8:
        return name;
      default:
        return state();
    }
  }

  function returned(scope: Scope): string {
    switch (random(19)) {
      case 0:
        return `done(data)`;
      case 1:
        return `fail('no')`;
      case 2:
        return `await wrap(${value(scope)})`;
      case 3:
        return `this.later(${value(scope)})`;
      case 4:
        return `this.final()`;
      case 5:
        return `coin() ? goto(${value(scope)}) : done()`;
      case 6:
        return `sleep('1s', ${value(scope)})`;
      case 7:
        return `child(Flow, 1, ${value(scope)})`;
      case 8:
        return `waitFor('go', { then: ${value(scope)}, ${any([
          `timeout: '1d', onTimeout: ${state()}`,
          `timeout: '1d', onTimeout: ${value(scope)}`,
          `timeout: '1d'`,
          `timeout: '1d', onTimeout: coin() ? ${state()} : undefined`,
          `onTimeout: ${state()}`,
        ])} })`;
      case 9:
        return `{ yes: goto(${value(scope)}), no: fail('table') }[coin() ? 'yes' : 'no']`;
      case 10:
        return `[${state()}, ${state()}].find(() => coin()) ?? done()`;
      case 11:
        return `continueAs(data)`;
      case 12:
        return `fanOut(Flow, [1], { join: ${value(scope)} })`;
      case 13:
      case 14:
        return branch === null
          ? `goto(${value(scope)})`
          : `fanOut(State.${branch}, [1, 2], { join: ${value(scope)}${any(branchErrors)} })`;
      default:
        return random(2) === 0 ? value(scope) : `goto(${value(scope)}, data)`;
    }
  }

  function exit(scope: Scope): string {
    returns++;
    return `return (hit(${returns}), ${returned(scope)});`;
  }

  function block(scope: Scope, size: number): readonly string[] {
    const lines: string[] = [];
    let inner = { ...scope, depth: scope.depth + 1 };
    for (let left = size; left > 0; left--) {
      const { text, held, open } = statement(inner);
      lines.push(...text);
      inner = { ...inner, held: [...inner.held, ...held], open: [...inner.open, ...open] };
    }
    return lines.map((line) => `  ${line}`);
  }

  interface Statement {
    readonly text: readonly string[];
    readonly held: readonly string[];
    readonly open: readonly string[];
  }

  function plain(...text: readonly string[]): Statement {
    return { text, held: [], open: [] };
  }

  function statement(scope: Scope): Statement {
    const small = () => block(scope, 1 + random(2));
    const nest = scope.depth < 3;
    switch (random(nest ? 20 : 8)) {
      case 0: {
        const name = `v${++names}`;
        return { text: [`let ${name}: State = ${value(scope)};`], held: [name], open: [name] };
      }
      case 1: {
        const name = `v${++names}`;
        return { text: [`const ${name} = ${value(scope)};`], held: [name], open: [] };
      }
      case 2:
      case 3:
        return scope.open.length === 0 ? plain('// nothing') : plain(`${any(scope.open)} = ${value(scope)};`);
      case 4:
        return plain(`if (coin()) ${exit(scope)}`);
      case 5:
        return scope.held.length === 0
          ? plain(`if (!coin()) ${exit(scope)}`)
          : plain(`if (${any(scope.held)} ${any(['===', '!=='])} ${state()}) ${exit(scope)}`);
      case 6:
        return scope.inLoop ? plain(`if (coin()) ${any(['break', 'continue'])};`) : plain(`session.n = 1;`);
      case 7: {
        const name = `v${++names}`;
        return plain(
          `const ${name} = this.judge(${value(scope)});`,
          `if (!${name}.ok) ${exit(scope)}`,
          `if (coin()) return (hit(${++returns}), ${name}.next);`,
        );
      }
      case 8:
      case 9:
        return plain(`if (coin()) {`, ...small(), `} else {`, ...small(), `}`);
      case 10:
        return plain(`if (coin() && !coin()) {`, ...small(), `}`);
      case 11:
        return plain(
          `switch (KEYS[choose(3)]) {`,
          `  case 'x':`,
          ...block({ ...scope, inLoop: false }, 1),
          `    ${any(['break;', '// falls through'])}`,
          `  case 'y': {`,
          ...block({ ...scope, inLoop: false }, 1),
          `    break;`,
          `  }`,
          ...(random(2) === 0 ? [`  default:`, ...block({ ...scope, inLoop: false }, 1)] : []),
          `}`,
        );
      case 12:
        return plain(
          `for (const item of Array.from({ length: choose(3) })) {`,
          ...block({ ...scope, inLoop: true }, 2),
          `}`,
        );
      case 13:
        return plain(`while (coin()) {`, ...block({ ...scope, inLoop: true }, 2), `}`);
      case 14:
      case 15:
        return plain(
          `try {`,
          ...small(),
          `  if (coin()) throw new Error('thrown');`,
          ...small(),
          `} catch (error) {`,
          ...small(),
          `}`,
          ...(random(3) === 0 ? [`finally {`, ...block({ ...scope, inLoop: false }, 1), `}`] : []),
        );
      case 16: {
        const name = `v${++names}`;
        return {
          text: [
            `let ${name}: State = ${state()};`,
            `[1].forEach(() => { if (coin()) ${name} = ${state()}; });`,
          ],
          held: [name],
          open: [],
        };
      }
      case 17: {
        const name = `v${++names}`;
        return {
          text: [
            `const ${name} = await (async () => { if (coin()) return ${value(scope)}; return ${state()}; })();`,
          ],
          held: [name],
          open: [],
        };
      }
      case 18: {
        const name = `v${++names}`;
        return {
          text: [
            `let ${name}: State;`,
            `if (coin()) ${name} = ${value(scope)}; else ${name} = ${value(scope)};`,
          ],
          held: [name],
          open: [name],
        };
      }
      default: {
        const name = `v${++names}`;
        return plain(
          `const ${name} = this.maybe(${value(scope)});`,
          `if (${name} !== undefined) return (hit(${++returns}), ${name});`,
        );
      }
    }
  }

  function end(): string {
    const ends = ['done(data)', `fail('no')`, 'this.final()', `coin() ? done() : fail('no')`, 'undefined'];
    return `return (hit(${++returns}), ${any(ends)});`;
  }

  return {
    ending() {
      const lines = Array.from({ length: random(3) }, () => `if (coin()) ${end()}`);
      return [...lines, ...(random(4) === 0 ? [] : [end()])].map((line) => `    ${line}`);
    },
    body() {
      const scope: Scope = { held: [], open: [], inLoop: false, depth: 0 };
      const lines = block(scope, 1 + random(4));
      const all = random(4) === 0 ? lines : [...lines, `  ${exit(scope)}`];
      return all.map((line) => `  ${line}`);
    },
  };
}
