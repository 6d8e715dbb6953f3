import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { counting } from './counting.ts';
import { backstepIn, json, shellIn } from './shell.ts';

const { folder, backstep, write } = shellIn('help');
const commands = [
  ...['run', 'resume', 'signal', 'fork', 'replay', 'diff', 'runs', 'show', 'export', 'import'],
  ...['graph', 'check', 'dap'],
];

for (const command of commands) {
  test(`${command} --help tells what each of its words means`, () => {
    const { status, stdout, stderr } = backstep(command, '--help');
    assert.deepEqual([status, stderr], [0, '']);
    const [about = '', usage = '', rows = ''] = stdout.split('\n\n');
    assert.match(about, new RegExp(`^backstep ${command}: \\w`));
    const words = usage.replace(/^Usage: +backstep \S+/, '').match(/--[a-z-]+|\b[A-Z]{3,}\b(?!\])/g) ?? [];
    for (const word of words.filter((one) => one.startsWith('--'))) {
      assert.match(rows, new RegExp(`^  ${word}\\b.*  \\S`, 'm'), word);
    }
    assert.ok(
      stdout.split('\n').every((line) => line.length <= 100),
      stdout,
    );
    assert.ok(
      rows.split('\n').every((line) => !/^ {2}\S+( \S+)? *$/.test(line)),
      rows,
    );
    assert.equal(backstep('help', command).stdout, stdout);
  });
}

test('what is missing is named', () => {
  const missing = (...words: readonly string[]): string => backstep(...words).stderr.split('\n')[0] as string;
  assert.equal(missing('run'), 'backstep: Give FILE. [usage]');
  assert.equal(missing('signal'), 'backstep: Give RUN and NAME. [usage]');
  assert.equal(missing('diff', 'a'), 'backstep: Give RUN as well. [usage]');
  assert.equal(missing('check'), 'backstep: Give PATH. [usage]');
});

test('a wrong file is a wrong call', () => {
  write('notes.md', '# no code');
  const rows = [
    [['run', 'notes.md'], 'not-a-program', /notes\.md is no TypeScript or JavaScript file/],
    [['run', '.'], 'file-not-found', /is a folder: name a file in it/],
    [['run', 'none.ts'], 'file-not-found', /There is no file/],
    [['run', write('flow.ts', counting(folder)), '--workflow', 'Coutning'], 'unknown-workflow', /Counting/],
    [['run', 'flow.ts', '--inspect=99999'], 'usage', /from 0 to 65535/],
    [['graph', 'flow.ts', '--json', '--format', 'dot'], 'usage', /two formats/],
  ] as const;
  for (const [words, code, message] of rows) {
    const { status, stdout, stderr } = backstep(...words);
    const told = stdout + stderr;
    assert.equal(status, 2, told);
    assert.match(told, message);
    assert.ok(told.includes(code), told);
  }
});

test('recordings of a repository are found from below its root, and are left out of git', () => {
  const flow = write('flow.ts', counting(folder));
  const below = path.join(folder, 'packages', 'one');
  mkdirSync(below, { recursive: true });
  const inside = (...words: readonly string[]) => backstepIn(below, words);
  assert.equal(inside('runs').stdout.startsWith('No runs in '), true);
  mkdirSync(path.join(folder, '.git'));
  const { run } = json(backstep('run', flow, '--json'));
  assert.deepEqual(
    json(inside('runs', '--json'))['runs'].map(({ id }: { readonly id: string }) => id),
    [run],
  );
  inside('run', flow);
  assert.equal(existsSync(path.join(below, '.backstep')), false);
  assert.deepEqual(readdirSync(path.join(folder, '.backstep')).sort(), ['.gitignore', 'runs']);
  assert.equal(readFileSync(path.join(folder, '.backstep', '.gitignore'), 'utf8'), '*\n');
});

test('standard input is read for one option', () => {
  const flow = write('flow.ts', counting(folder));
  const piped = (input: string, ...words: readonly string[]) =>
    spawnSync(process.execPath, [distFile('cli.js'), 'run', flow, '--json', ...words], {
      cwd: folder,
      input,
      encoding: 'utf8',
      timeout: 60_000,
    });
  assert.equal(json(piped('{"limit":2}', '--config', '-'))['output'], 2);
  assert.match(piped('{', '--config', '-').stdout, /Standard input, for --config, is not JSON/);
  assert.match(piped('{}', '--config', '-', '--session', '-').stdout, /--config - has nothing to read/);
});
