import { type Files, header } from './check.ts';

/** Whole files, and files that import others, of which `main.ts` is the one to extract. */
export interface ProjectRow {
  readonly name: string;
  readonly files: Files;
  readonly expected: string;
}

/** Written by hand: how projects lay out their workflows. */
export const projectRows: ProjectRow[] = [];

function row(name: string, files: Files, expected: string): void {
  projectRows.push({ name, files, expected });
}

/** A workflow of two steps in one line, over whatever `State` is. */
const body = `{ @step(State.A) a() { return State.B; } @step(State.B) b() {} }`;
const flow = `@workflow({ states: State, start: State.A }) export class Flow ${body}`;
const edges = `A -> B goto :1\nB -> #done done :1`;

// Where the language's names come from.
row(
  'renamed imports',
  `import { workflow as flow, step as on, goto as go } from 'backstep'; enum State { A, B }
@flow({ states: State, start: State.A }) class Flow { @on(State.A) a() { return go(State.B); } @on(State.B) b() {} }`,
  `A -> B goto :2\nB -> #done done :2`,
);
row(
  'a namespace import',
  `import * as bs from 'backstep'; enum State { A, B }
@bs.workflow({ states: State, start: State.A }) class Flow { @bs.step(State.A) a() { return bs.goto(State.B); } @bs.step(State.B) b() {} }`,
  `A -> B goto :2\nB -> #done done :2`,
);
row(
  'names re-exported by a module of the project',
  {
    'main.ts': `import { workflow, at, goto, State } from './kit'; ${flow.replaceAll('@step', '@at')}`,
    'kit/index.ts': `export * from './state.js'; export { workflow, step as at, goto } from 'backstep';`,
    'kit/state.ts': `export enum State { A = 'a', B = 'b' }`,
  },
  edges,
);
row(
  'everything re-exported by a module of the project',
  {
    'main.ts': `import { workflow, step, State } from './kit.ts'; ${flow}`,
    'kit.ts': `export * from 'backstep'; export enum State { A, B }`,
  },
  edges,
);
row(
  'a decorator made from another',
  `import { workflow, step } from 'backstep'; enum State { A, B } const careful = (s: State) => step(s, { timeout: 500 }); ${flow.replaceAll('@step', '@careful')}`,
  edges,
);

row(
  'the language imported by path',
  {
    'main.ts': `import { workflow, step, goto } from '../runtime/index.ts'; enum State { A, B } ${flow}`,
    '../package.json': `{ "name": "backstep" }`,
    '../runtime/index.ts': `export { workflow, step } from './language/decorators.ts'; export { goto } from './language/directives.ts';`,
    '../runtime/language/decorators.ts': `export function workflow() {} export function step() {}`,
    '../runtime/language/directives.ts': `export function goto() {}`,
  },
  edges,
);

// Where the states come from.
row('a const object', `${header} const State = { A: 'start', B: 'end' } as const; ${flow}`, edges);
row('a frozen object', `${header} const State = Object.freeze({ A: 'start', B: 'end' }); ${flow}`, edges);
row(
  'literals',
  `${header} @workflow({ states: ['A', 'B'], start: 'A' }) class Flow { @step('A') a() { return 'B' } @step('B') b() {} }`,
  edges,
);
row(
  'a constant list of literals',
  `${header} const STATES = ['A', 'B'] as const; @workflow({ states: STATES, start: STATES[0] }) class Flow { @step('A') a() { return 'B' } @step('B') b() {} }`,
  edges,
);
row('an enum in two parts', `${header} enum State { A = 'a' } enum State { B = 'b' } ${flow}`, edges);
row(
  'computed enum values',
  `${header} enum State { A = 1 << 2, B = A + 1, C = 'x'.length, D = 'd' } @workflow({ states: State, start: State.A }) class Flow { @step(State.A) a() { return 5 } @step(State.B) b() { return State.C } @step(State.C) c() { return 'd' } @step(State.D) d() {} }`,
  `A -> B goto :1\nB -> C goto :1\nC -> D goto :1\nD -> #done done :1`,
);
row(
  'an enum in a namespace',
  `${header} namespace N { export enum State { A, B } } @workflow({ states: N.State, start: N.State.A }) class Flow { @step(N.State.A) a() { return N.State.B } @step(N.State.B) b() {} }`,
  edges,
);
row(
  'an enum of an imported namespace',
  {
    'main.ts': `${header} import * as s from './s'; @workflow({ states: s.State, start: s.State.A }) class Flow { @step(s.State.A) a() { return s.State.B } @step(s.State.B) b() {} }`,
    's.ts': `enum State { A, B } export { State }`,
  },
  edges,
);
row(
  'a default export',
  {
    'main.ts': `${header} import State from './s'; ${flow}`,
    's.ts': `enum State { A, B } export default State;`,
  },
  edges,
);
row(
  'paths of an extended tsconfig',
  {
    'main.ts': `${header} import { State } from '@app/states'; ${flow}`,
    'tsconfig.json': `{ // A comment.\n"extends": "./base.json" }`,
    'base.json': `{ "compilerOptions": { "baseUrl": ".", "paths": { "@app/*": ["lib/*"] } } }`,
    'lib/states.ts': `export enum State { A, B }`,
  },
  edges,
);
row(
  'declarations of a package',
  {
    'main.ts': `${header} import { State } from '@acme/states'; ${flow}`,
    'node_modules/@acme/states/package.json': `{"name":"@acme/states","types":"./d.d.ts"}`,
    'node_modules/@acme/states/d.d.ts': `export declare enum State { A = 0, B = 1 }`,
  },
  edges,
);
row(
  'modules that export each other',
  {
    'main.ts': `${header} import { State } from './a'; ${flow}`,
    'a.ts': `export * from './b'; export { go } from './b'`,
    'b.ts': `export * from './a'; export { go } from './a'; export enum State { A, B }`,
  },
  edges,
);

// Where the steps come from.
row(
  'a base class',
  `${header} enum State { A, B, C } abstract class Base { @step(State.A) a() { return this.next(); } next() { return State.B } @step(State.C) c() {} }
@workflow({ states: State, start: State.A })
class Flow extends Base { next() { return State.C }
 a() { return super.a(); }
 @step(State.B) b() {} }`,
  `A -> C goto :4\nC -> #done done :1\nB -> #done done :5`,
);
row(
  'a base class in another file',
  {
    'main.ts': `import { Base, State } from './base.js'; ${header} @workflow({ states: State, start: State.A }) class Flow extends Base { @step(State.B) b() { return this.finish() } }`,
    'base.ts': `import { step, goto, done } from 'backstep'; export enum State { A, B }
export abstract class Base {
@step(State.A) a() { return goto(State.B) }
protected finish() { return done(1) } }`,
  },
  `A -> B goto :3\nB -> #done done :1`,
);
row(
  'a mixin',
  `${header} enum State { A, B } const WithB = (Base: any) => class extends Base { @step(State.B) b() { return this.end(); } end() { return done(); } };
class Core { @step(State.A) a() { return State.B } end() { return fail('x') } }
@workflow({ states: State, start: State.A }) class Flow extends WithB(Core) {}`,
  `A -> B goto :2\nB -> #done done :1`,
);
row(
  'a generic base class',
  `${header} enum State { A, B } class Base<T, S extends State> { @step(State.A) a() { return this.to<State.B>(State.B) } to<X extends State>(x: X) { return goto(x) } } @workflow({ states: State, start: State.A }) class Flow extends Base<string, State.B> { @step(State.B) b() {} }`,
  edges,
);
row(
  'helpers in another file',
  {
    'main.ts': `${header} import { State } from './s'; import { route, again as more } from './route'; @workflow({ states: State, start: State.A }) class Flow {
@step(State.A) async a(d) {
  return await route(d.score);
} @step(State.B) b(d) { return more(d) } }`,
    's.ts': `export enum State { A, B }`,
    'route.ts': `import { goto, done } from 'backstep'; import { State } from './s'; export async function route(score: number) { if (score < 0.8) return goto(State.B); return done(); } export const again = (d) => d ? goto(State.A, d) : done();`,
  },
  `A -> B goto [score < 0.8] :3\nA -> #done done [score >= 0.8] :3\nB -> A goto [d] :4\nB -> #done done [not d] :4`,
);
row(
  'one method for two states',
  `${header} enum State { A, B } @workflow({ states: State, start: State.A }) class Flow { @step(State.A) @step(State.B) a(d) { return d ? State.B : done() } }`,
  `A -> B goto [d] :1\nA -> #done done [not d] :1\nB -> B goto [d] :1\nB -> #done done [not d] :1`,
);
row(
  'several workflows in a file',
  `${header} enum S1 { A } enum S2 { A, B } @workflow({ states: S1, start: S1.A }) class One { @step(S1.A) a() {} }
@workflow({ states: S2, start: S2.A, name: 'two' }) class Two { @step(S2.A) a() { return child(One, 1, S2.B) } @step(S2.B) b() {} }`,
  `A -> #done done :1\nA -> B child :2\nB -> #done done :2`,
);
row(
  'a class inside a function',
  `${header} export function make() { enum State { A, B } ${flow.replace('export ', '')} return Flow; }`,
  edges,
);
row(
  'a class expression',
  `${header} enum State { A, B } export const Flow = @workflow({ states: State, start: State.A }) class ${body}`,
  edges,
);
row(
  'the decorator called by hand',
  `${header} enum State { A, B } export const Flow = workflow({ states: State, start: State.A })(class ${body})`,
  edges,
);
row(
  'a subclass of a workflow',
  `${header} enum State { A, B } ${flow}
class Other extends Flow { b() { return fail('x') } }`,
  `${edges}\nA -> B goto :1\nB -> #failed fail :2`,
);

// Options.
row(
  'options made by a function',
  `${header} enum State { A, B } const options = (more) => ({ states: State, start: State.A, ...more }); @workflow(options({ name: 'n' })) class Flow ${body}`,
  edges,
);
row(
  'step options spread from a constant',
  `${header} enum State { A, B } const common = { retry: { attempts: 2 }, onError: State.B }; @workflow({ states: State, start: State.A }) class Flow { @step(State.A, { ...common, timeout: '1s' }) a() { return done() } @step(State.B) b() {} }`,
  `A -> #done done :1\nA -> B error :1\nB -> #done done :1`,
);

// Fan-out.
row(
  'a branch that joins',
  `${header} enum State { A, B, C } @workflow({ states: State, start: State.A }) class Flow {
@step(State.A) a(d) { return fanOut(State.B, d, { join: State.C }); }
@step(State.B) b(x) { return x ? done(1) : fail('no') }
@step(State.C) c() {} }`,
  `A -> B fan-out :2\nB -> C join [x] :3\nB -> #failed fail [not x] :3\nC -> #done done :4`,
);
row(
  'a join that collects failures',
  `${header} enum State { A, B, C } @workflow({ states: State, start: State.A }) class Flow {
@step(State.A) a(d) { return fanOut(State.B, d, { join: State.C, onBranchError: 'collect' }); }
@step(State.B) b(x) { return x ? done(1) : fail('no') }
@step(State.C) c() {} }`,
  `A -> B fan-out :2\nB -> C join :3\nC -> #done done :4`,
);
row(
  'a join that may collect failures',
  `${header} enum State { A, B, C } @workflow({ states: State, start: State.A }) class Flow {
@step(State.A) a(d) { return fanOut(State.B, d, { join: State.C, onBranchError: d ? 'collect' : 'fail' }); }
@step(State.B) b(x) { return fail('no') }
@step(State.C) c() {} }`,
  `A -> B fan-out :2\nB -> #failed fail :3\nB -> C join :3\nC -> #done done :4`,
);
row(
  'two fan-outs of one branch, of which one collects failures',
  `${header} enum State { A, B, C, D } @workflow({ states: State, start: State.A }) class Flow {
@step(State.A) a(d) { return fanOut(State.B, d, { join: State.C, onBranchError: 'collect' }); }
@step(State.B) b(x) { return fail('no') }
@step(State.C) c(d) { return fanOut(State.B, d, { join: State.D }) }
@step(State.D) d() {} }`,
  `A -> B fan-out :2\nB -> #failed fail :3\nB -> C join :3\nC -> B fan-out :4\nD -> #done done :5`,
);
row(
  'a branch that is also entered otherwise',
  `${header} enum State { A, B, C } @workflow({ states: State, start: State.A }) class Flow {
@step(State.A) a(d) { return d ? fanOut(State.B, d, { join: State.C }) : State.B; }
@step(State.B) b(x) { return done(1) }
@step(State.C) c() {} }`,
  `A -> B fan-out [d] :2\nA -> B goto [not d] :2\nB -> #done done :3\nB -> C join :3\nC -> #done done :4`,
);
row(
  'a fan-out over child workflows',
  `${header} enum One { A } enum State { A, B } @workflow({ states: One, start: One.A }) class Each { @step(One.A) a() {} }
@workflow({ states: State, start: State.A }) class Flow { @step(State.A) a(d) { return fanOut(Each, d, { join: State.B }) } @step(State.B) b() {} }`,
  `A -> #done done :1\nA -> B join :2\nB -> #done done :2`,
);

// Compensation.
row(
  'compensations: a finished step is undone when the run fails, the last step never',
  `${header} enum State { A, B } @workflow({ states: State, start: State.A }) class Flow {
@step(State.A) a() { return State.B }
@compensate(State.A) async undo(d) { return State.B }
@step(State.B, { onError: State.A }) b() {}
@compensate(State.B) late() {} }`,
  `A -> B goto :2\nB -> #done done :4\nB -> A error :4\nA -> #failed compensate [undo] :3`,
);
row(
  'a compensation of a base class that is overridden',
  `${header} enum State { A, B } abstract class Base { @step(State.A) a() { return State.B }
@compensate(State.A) undo() {} }
@workflow({ states: State, start: State.A }) class Flow extends Base { override undo() {} @step(State.B) b() {} }`,
  `A -> B goto :1\nB -> #done done :3\nA -> #failed compensate [undo] :2`,
);

// Types, where the syntax cannot tell.
const typed = (
  signature: string,
  code: string,
  more = '',
) => `${header} ${more} enum State { A = 'a', B = 'b', C = 'c', D = 'd' }
@workflow({ states: State, start: State.A }) class Flow { @step(State.B) b() {} @step(State.C) c() {} @step(State.D) d() {}
@step(State.A) async a(${signature}) { ${code} } }`;
const others = `B -> #done done :2\nC -> #done done :2\nD -> #done done :2`;
row(
  'a switch over all of a union',
  typed(
    `data: { v: 'ok' | 'bad' }`,
    `switch (data.v) { case 'ok': return State.B; case 'bad': return State.C; }`,
  ),
  `${others}\nA -> B goto [data.v = 'ok'] :3\nA -> C goto [data.v = 'bad'] :3`,
);
row(
  'a switch over what a service promises',
  typed(
    `data: string, { llm }: Context<{ services: { llm: Llm } }>`,
    `switch (await llm.judge(data)) { case 'ok': return State.B; case 'bad': return State.C; }`,
    `import type { Context } from 'backstep'; type Verdict = 'ok' | 'bad'; interface Llm { judge(text: string): Promise<Verdict> }`,
  ),
  `${others}\nA -> B goto [llm.judge(data) = 'ok'] :3\nA -> C goto [llm.judge(data) = 'bad'] :3`,
);
row(
  'an assertion',
  typed(`data: any`, `return data.next as State.B | State.C;`),
  `${others}\nA -> B goto :3 ?\nA -> C goto :3 ?`,
);
row(
  'a parameter',
  typed(`data: { next: State.B | State.C }`, `return goto(data.next);`),
  `${others}\nA -> B goto :3 ?\nA -> C goto :3 ?`,
);
row(
  'a type that allows every state',
  typed(`data: { next: State }`, `return data.next;`),
  `${others}\nA -> #unknown goto :3 ?`,
);
row(
  'a function without code',
  typed(`data: number`, `return route(data);`, `declare function route(n: number): Promise<'b' | 'd'>;`),
  `${others}\nA -> B goto :3 ?\nA -> D goto :3 ?`,
);
row(
  'a table by a union',
  typed(
    `data: { v: Verdict }`,
    `return NEXT[data.v];`,
    `type Verdict = 'ok' | 'bad'; declare const NEXT: Record<Verdict, 'b' | 'c'>;`,
  ),
  `${others}\nA -> B goto :3 ?\nA -> C goto :3 ?`,
);
row(
  'a variable of a declared type',
  typed(`data: any`, `const next: State.B | State.C = data.next; return next;`),
  `${others}\nA -> B goto :3 ?\nA -> C goto :3 ?`,
);
row(
  'a type that a condition narrows',
  typed(
    `data: { next: State.B | State.C | State.D }`,
    `const { next } = data; if (next === State.B) return done(); return next;`,
  ),
  `${others}\nA -> #done done [next === State.B] :3\nA -> C goto [next !== State.B] :3 ?\nA -> D goto [next !== State.B] :3 ?`,
);
row(
  'a parameter of a helper',
  typed(`data: any`, `return this.send(data.next); } send(to: State.B | State.C) { return goto(to);`),
  `${others}\nA -> B goto :3 ?\nA -> C goto :3 ?`,
);
row(
  'the return type of the step',
  typed(`data: any`, `return elsewhere(data);`).replace(
    '{ return elsewhere',
    ': Promise<State.B | State.C> { return elsewhere',
  ),
  `${others}\nA -> B goto :3 ?\nA -> C goto :3 ?`,
);
