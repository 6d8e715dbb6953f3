import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createExtractor, extract } from '../../runtime/extract/extract.ts';
import { allProblems, checkEdges, checkProblems, edgeLine, extractText, header } from './check.ts';

const good = `${header}
enum State { A, B, C }
@workflow({ states: State, start: State.A, session: () => ({ n: 0 }) }) export class Flow {
  @step(State.A, { retry: { attempts: 3 } })
  async a(data: string, { session, llm }: any) {
    session.n += 1;
    try { if (await llm.ok(data)) return goto(State.B, data); } catch (error) { return fail(String(error)); }
    switch (data) { case 'x': return State.C; default: return this.next(data); }
  }
  private next(data: string) { return data.length > 3 ? State.B : done(); }
  @step(State.B) b() { return waitFor('go', { then: State.C, timeout: '1d', onTimeout: State.A }); }
  @step(State.C) c() { return sleep('1h', State.B); }
}
`;

test('a file cut off anywhere gives a graph or a problem', () => {
  const extractor = createExtractor(() => undefined);
  for (let end = 0; end < good.length; end += 3) {
    const extraction = extractor.extract('/project/main.ts', { text: good.slice(0, end) });
    const problems = allProblems(extraction);
    assert.ok(extraction.workflows.length > 0 || problems.length > 0, good.slice(0, end));
    assert.ok(
      !problems.some(({ code }) => code === 'extraction-failed'),
      `${end}: ${problems.at(-1)?.message}`,
    );
  }
});

test('a file with any piece missing gives a graph or a problem', () => {
  const extractor = createExtractor(() => undefined);
  for (let at = 0; at < good.length; at += 5) {
    const text = good.slice(0, at) + good.slice(at + 9);
    const problems = allProblems(extractor.extract('/project/main.ts', { text }));
    assert.ok(
      !problems.some(({ code }) => code === 'extraction-failed'),
      `${at}: ${problems.at(-1)?.message}`,
    );
  }
});

test('the rest of a file that does not parse is still drawn', () => {
  const broken = good.replace('session.n += 1;', 'session.n += ;');
  checkEdges(broken, extractText(good).workflows[0]?.transitions.map(edgeLine).join('\n') ?? '');
  checkProblems(broken, `main.ts:6 syntax-error`);
});

test('no workflow', () => checkProblems('', `main.ts:1 no-workflow`));
test('no TypeScript at all', () => {
  const { problems } = extractText(`%%% )( class { @ @ @workflow({ } ] fan`);
  assert.deepEqual([...new Set(problems.map(({ code }) => code))], ['syntax-error', 'no-workflow']);
});
test('a file that is not there', () => checkProblems({}, `main.ts:1 file-not-readable`));

test('JavaScript with CommonJS', () => {
  const text = `const { workflow, step, goto } = require('backstep');
const State = { A: 'A', B: 'B' };
@workflow({ states: State, start: State.A }) class Flow { @step(State.A) a() { return goto(State.B); } @step(State.B) b() {} }
module.exports = { Flow };`;
  const { workflows, problems } = extractText({ 'main.js': text }, 'main.js');
  assert.deepEqual(problems, []);
  assert.deepEqual(workflows[0]?.transitions.map(edgeLine), ['A -> B goto :3', 'B -> #done done :3']);
});

test('options and decorators of the wrong kind', () => {
  for (const options of [
    '',
    '1',
    '"x"',
    'null',
    '[]',
    'State',
    '{ states: 1, start: 2 }',
    '{ states: null }',
    '...x',
    '() => 1',
  ]) {
    const text = `${header}\nenum State { A } @workflow(${options}) class Flow { @step() a() {} @step(1, 2) b() {} @step(State.A, null) c() {} @step c2() {} @compensate() d() {} }`;
    const extraction = extractText(text);
    assert.equal(extraction.workflows.length, 1, options);
    assert.ok(allProblems(extraction).length > 0, options);
  }
});

test('deeply nested code', () => {
  const nested = (depth: number) => {
    const condition = `${'('.repeat(depth)}data${')'.repeat(depth)}`;
    const chain = Array.from({ length: depth }, (_, index) => `data === ${index} ? State.B : `).join('');
    return `${header}\nenum State { A, B } @workflow({ states: State, start: State.A }) class Flow {
@step(State.A) a(data: any) { if (${condition}) return ${chain} State.B; }
@step(State.B) b() {} }`;
  };
  checkEdges(nested(100), `A -> B goto [data] :3\nA -> #done done [not data] :3\nB -> #done done :4`);
  assert.ok(allProblems(extractText(nested(20_000))).length > 0);
});

test('a step with very many ways', () => {
  const ifs = Array.from(
    { length: 400 },
    (_, index) => `if (data.x${index}) n = State.B; else n = pick(n);`,
  ).join('\n');
  const { workflows } =
    extractText(`${header}\nenum State { A, B } const pick = (s: State) => (Math.random() > 0.5 ? s : State.A);
@workflow({ states: State, start: State.A }) class Flow { @step(State.A) a(data: any) { let n = State.A; ${ifs} return n; } @step(State.B) b() {} }`);
  const found = new Set(workflows[0]?.transitions.filter(({ from }) => from === 'A').map(({ to }) => to));
  assert.ok(found.has('#unknown') || (found.has('A') && found.has('B')));
});

test('5,000 states', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `S${index}`);
  const methods = names.map(
    (name, index) =>
      `@step(State.${name}) s${index}(data: any) { return data ? State.${names[(index + 1) % 5000]} : done(); }`,
  );
  const text = `${header}\nenum State { ${names.join(', ')} }\n@workflow({ states: State, start: State.S0 }) class Flow {\n${methods.join('\n')}\n}`;
  const { workflows } = extractText(text);
  assert.equal(workflows[0]?.transitions.length, 10_000);
  assert.deepEqual(workflows[0]?.problems, []);
});

test('a real folder: files are read from the disk, and read again when they change', () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-extract-'));
  try {
    mkdirSync(join(folder, 'lib'));
    const main = join(folder, 'main.ts');
    writeFileSync(
      main,
      `${header} import { State, next } from './lib/next.js';\n@workflow({ states: State, start: State.A }) class Flow { @step(State.A) a() { return next(); } @step(State.B) b() {} }`,
    );
    writeFileSync(
      join(folder, 'lib/next.ts'),
      `export enum State { A, B } export const next = () => State.B;`,
    );
    const extractor = createExtractor();
    const first = () => extractor.extract(main).workflows[0]?.transitions.map(({ to }) => to);
    assert.deepEqual(first(), ['B', '#done']);
    writeFileSync(
      join(folder, 'lib/next.ts'),
      `export enum State { A, B } export const next = () => State.A;`,
    );
    assert.deepEqual(first(), ['A', '#done']);
    assert.deepEqual(
      extract(folder).problems.map(({ code }) => code),
      ['file-not-readable'],
    );
    assert.deepEqual(extract(main, { workflow: 'Other' }).workflows, []);
    assert.equal(extract(main, { text: '' }).problems[0]?.code, 'no-workflow');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('cyclic imports', () => {
  const files = {
    'main.ts': `import { State, turn } from './other';\n${header}
export const back = (n: number) => n > 0 ? turn(n - 1) : State.B;
@workflow({ states: State, start: State.A }) export class Flow { @step(State.A) a(data: any) { return back(data.n); } @step(State.B) b() {} }`,
    'other.ts': `import { back } from './main';
export enum State { A, B }
export const turn = (n: number): State => n > 5 ? State.A : back(n);
export * from './main';
export * from './other';`,
  };
  checkEdges(files, `A -> A goto [n > 5] :4\nA -> B goto [n <= 0] :4\nB -> #done done :4`);
});

test('imports that lead nowhere, in the middle of a graph that is drawn all the same', () => {
  const text = `${header} import { next } from 'no-such-package'; import { more } from './gone';
enum State { A, B } @workflow({ states: State, start: State.A, ...more }) class Flow { @step(State.A) a() { return next(); } @step(State.B) b() {} }`;
  checkEdges(text, `A -> #unknown goto :2 ?\nB -> #done done :2`);
  assert.match(
    allProblems(extractText(text))
      .map(({ message }) => message)
      .join(),
    /no-such-package/,
  );
});

test('options that only running the code would tell', () => {
  const text = `${header} const given = JSON.parse('{}');
enum State { A, B } @workflow({ ...given, states: State, start: given.start }) class Flow {
@step(State.A, { retry: given.retry, timeout: given.timeout, onError: given.state }) a() { return State.B; }
@step(State[given.name] as State) b() {} }`;
  checkEdges(text, `A -> B goto :3\nA -> #unknown error :3 ?`);
  checkProblems(
    text,
    `main.ts:2 options-not-static\nmain.ts:4 options-not-static\nmain.ts:3 unknown-target\nmain.ts:3 options-not-static\nmain.ts:3 options-not-static`,
  );
});

test('no text at all, and bytes that are none', () => {
  checkProblems(' \n\n', 'main.ts:1 no-workflow');
  const { problems } = extractText('\u0000\u0001\ufffd binary');
  assert.ok(problems.some(({ code }) => code === 'syntax-error'));
});
