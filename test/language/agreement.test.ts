import { type CompiledRow, checkCompiled } from './compiled.ts';

const prelude = `import {
  type Context, compensate, continueAs, type Directive, done, fail, goto, sleep, type StepReturn, step, waitFor, workflow,
} from 'backstep';
enum Text { A = 'a', B = 'b' }
enum Count { A, B }
const Fixed = { A: 'a', B: 'b' } as const;
const Mixed = { A: 'a', B: 1 } as const;
type Ctx = Context<{ session: { n: number; kind: 'new' | 'old'; list: string[]; last: { by?: string } | null }; config: { max: number } }>;
declare const some: { text: string; number: number; flag: boolean; any: any; state: string | number; states: string[] };
`;

const steps: readonly CompiledRow[] = [
  ['members of an enum', `@step(Text.A) a() { return some.flag ? Text.A : goto(Text.B); }`, null],
  [
    'members of an enum of numbers',
    `@step(Count.A) async a() { return some.flag ? Count.A : Count.B; }`,
    null,
  ],
  ['nothing, or a state', `@step(Text.A) a() { if (some.flag) return Text.B; }`, null],
  ['a state of a const object', `@step(Fixed.A) a() { return Fixed.B; }`, null],
  ['a text of a list', `@step('a') a() { return 'b'; }`, null],
  ['a number of an object', `@step(1) a() { return 2; }`, null],
  ['a number beside a text of an object', `@step(Mixed.A) a() { return 1; }`, null],
  ['a text beside a number of an object', `@step(1) a() { return 'a'; }`, null],
  ['a text where the state may be either', `@step(some.state) a() { return some.text; }`, null],
  ['a number where the state may be either', `@step(some.state) a() { return some.number; }`, null],
  ['a state that is only known when the run is there', `@step('a') a() { return some.text; }`, null],
  [
    'any state, as is written down',
    `@step(Text.A) async a(): Promise<StepReturn> { return some.text; }`,
    null,
  ],
  ['any directive', `@step(Text.A) a(): Directive<Text> { return sleep('1d', Text.B); }`, null],
  ['what the compiler does not know', `@step(Text.A) a() { return some.any; }`, null],
  ['an error alone', `@step(Text.A) a(): never { throw new Error(); }`, null],
  ['a private step', `@step(Text.A) private a() { return fail('no'); }`, null],
  ['an undo', `@compensate(Text.A) async a(): Promise<void> {}`, null],
  [
    'a text where an enum is',
    `@step(Text.A) a() { return some.text; }`,
    /a member of the enum of its states, not any text: .* done\(output\)/,
  ],
  [
    'a number where an enum is',
    `@step(Count.A) async a() { return some.number; }`,
    /a member of the enum of its states, not any number/,
  ],
  [
    'a text beside a member',
    `@step(Text.A) a() { return some.flag ? 'b' : Text.B; }`,
    /a member of the enum of its states, not any text/,
  ],
  [
    'an object',
    `@step('a') async a() { return { state: 'b' }; }`,
    /a step returns a state, goto, done or another directive, or nothing/,
  ],
  ['null', `@step(Text.A) a() { return null; }`, /a step returns a state, goto, done/],
  [
    'a truth beside a directive',
    `@step(Text.A) a() { return some.flag || done(); }`,
    /a step returns a state, goto, done/,
  ],
  [
    'a directive of an undo',
    `@compensate(Text.A) async a() { return goto(Text.B); }`,
    /an undo returns nothing/,
  ],
];

const first = `session: () => ({ n: 0, kind: 'new', list: [], last: null, more: 1 }), config: { max: 3 }`;

/** The options of a workflow beside its states, and its methods. */
const classes: readonly CompiledRow[] = [
  [
    'states: Text, start: Text.A',
    `a() { return goto(Text.B); } b(): Directive { return goto(some.text); }`,
    null,
  ],
  ['states: Count, start: Count.A', `a() { return goto(Count.B); }`, null],
  ['states: Fixed, start: Fixed.A', `a() { return goto(Fixed.B); } b() { return goto('a'); }`, null],
  [
    'states: Mixed, start: Mixed.A',
    `@step(Mixed.A) a() { return Mixed.B; } @step(Mixed.B) b() { return 'a'; }`,
    null,
  ],
  [
    'states: ["a", "b1"], start: "a"',
    `a() { return goto(\`b\${some.number}\`); } b() { return done(); }`,
    null,
  ],
  ['states: some.states, start: "a"', `a() { return goto('b'); }`, null],
  ['states: some.any, start: "a"', `a() { return goto('b'); }`, null],
  [
    `states: Text, start: Text.A, ${first}`,
    `a(_: null, { session, config }: Ctx) { session.n = config.max; return continueAs(1); }`,
    null,
  ],
  [
    'states: Text, start: Text.A, session: () => ({ n: "x" })',
    `pick(_: null, options: { session: { n: number } }) {}`,
    null,
  ],
  [
    'states: Text, start: Text.A',
    `a() { return goto('nowhere'); }`,
    /a goes to nowhere, which `states` does not have/,
  ],
  [
    'states: ["a", "b"], start: "a"',
    `a() { return waitFor('s', { then: 'b', onTimeout: 'c' }); }`,
    /a goes to c, which `states`/,
  ],
  [
    'states: Count, start: Count.A',
    `async a() { return some.flag ? goto(2) : done(); }`,
    /a goes to 2, which `states`/,
  ],
  [
    'states: Text, start: Text.A, session: () => ({ n: "x" })',
    `a(_: null, { session }: Ctx) {}`,
    /a has another type for session\.n than `session` gives it/,
  ],
  [
    'states: Text, start: Text.A, session: () => ({ kind: 1 })',
    `async a(_: null, context: Ctx) {}`,
    /another type for session\.kind/,
  ],
  [
    'states: Text, start: Text.A, config: { max: "3" }',
    `a(_: null, { config }: Ctx) {}`,
    /another type for config\.max than `config` gives it/,
  ],
];

checkCompiled(
  'what a step and an undo may return is held, and told in words',
  steps.map(([name, method, refused]) => [name, `${prelude}\nexport class W {\n  ${method}\n}\n`, refused]),
);

checkCompiled(
  'a workflow class is held to the options of its decorator',
  classes.map(([options, methods, refused]) => [
    `${options}: ${methods}`,
    `${prelude}\n@workflow({ ${options} })\nexport class W {\n  ${methods}\n}\n`,
    refused,
  ]),
);
