import { type CompiledRow, checkCompiled } from './compiled.ts';

const prelude = `import { type Context, done, type Only, step } from 'backstep';
type Ctx = Context<{
  input: string;
  session: { rounds: number; answer: string; by?: string };
  config: { max: number };
  services: { llm: { ask(text: string): Promise<string> }; mail: { send(text: string): void } };
}>;
const names = { session: ['rounds'], uses: ['llm'] } as const;
`;

/** A method with its decorator, and what the compiler says of it: nothing, or something that names what is too much. */
const rows: readonly CompiledRow[] = [
  [
    'without names the whole context',
    `@step('A') a(_: null, { session, llm, mail }: Ctx) { mail.send(session.answer); return llm.ask('').then(done); }`,
    null,
  ],
  [
    'what is named, by the helper',
    `@step('A', names) async a(_: null, { session, llm }: Only<Ctx, typeof names>) { session.rounds++; await llm.ask(''); }`,
    null,
  ],
  [
    'what is named, by hand',
    `@step('A', { session: ['rounds'], uses: ['llm'] }) a(_: null, { session }: { session: { rounds: number } }) { session.rounds++; }`,
    null,
  ],
  [
    'less than is named',
    `@step('A', { session: ['rounds', 'answer'] }) a(_: null, { session }: Only<Ctx, { session: ['rounds'] }>) { session.rounds++; }`,
    null,
  ],
  [
    'session alone leaves the services open',
    `@step('A', { session: ['rounds'] }) a(_: null, { mail }: Only<Ctx, { session: ['rounds'] }>) { mail.send(''); }`,
    null,
  ],
  [
    'services alone leave the session open',
    `@step('A', { uses: [] }) a(_: null, { session, config, input, key }: Only<Ctx, { uses: [] }>) { session.answer = input + key + config.max; }`,
    null,
  ],
  ['no context at all', `@step('A', names) a(data: { x: 1 }) { return done(data); }`, null],
  [
    'names and other options',
    `@step('A', { session: ['answer'], timeout: '1s', retry: { attempts: 2 } }) a(_: null, { session }: Only<Ctx, { session: ['answer'] }>) { return session.answer; }`,
    null,
  ],
  [
    'a session key that is not named',
    `@step('A', { session: ['rounds'] }) a(_: null, { session }: Only<Ctx, { session: ['rounds', 'answer'] }>) { session.answer = ''; }`,
    /its @step does not name answer/,
  ],
  [
    'an optional key that is not named',
    `@step('A', { session: ['rounds'] }) a(_: null, { session }: { session: { rounds: number; by?: string } }) { session.by = ''; }`,
    /its @step does not name by/,
  ],
  [
    'a service that is not named',
    `@step('A', { uses: ['llm'] }) a(_: null, { mail }: Ctx) { mail.send(''); }`,
    /its @step does not name mail/,
  ],
  [
    'the whole session where none is named',
    `@step('A', { session: [] }) a(_: null, { session }: Ctx) { return session.answer; }`,
    /its @step does not name answer/,
  ],
  [
    'what the helper has left out',
    `@step('A', names) a(_: null, { session }: Only<Ctx, typeof names>) { return session.answer; }`,
    /'answer' does not exist/,
  ],
  [
    'a service that the helper has left out',
    `@step('A', names) a(_: null, { mail }: Only<Ctx, typeof names>) { mail.send(''); }`,
    /'mail' does not exist/,
  ],
];

checkCompiled(
  'what a decorator names is what the context of its method may have',
  rows.map(([name, method, refused]) => [name, `${prelude}\nexport class W {\n  ${method}\n}\n`, refused]),
);
