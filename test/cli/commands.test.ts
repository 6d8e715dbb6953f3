import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { assertRunsAreDrawn } from '../extract/held.ts';
import { json, shellIn } from './shell.ts';

const example = distFile('../examples/answer-refinement.ts');
const endless = distFile('../examples/answer-refinement-endless.ts');
const { folder, backstep, write } = shellIn('commands');

test('run: the loop that works ends done', () => {
  const result = backstep('run', example, '--json');
  assert.equal(result.status, 0, result.stderr);
  const { status, steps, path: states, error, output, run } = json(result);
  assert.deepEqual({ status, steps, error }, { status: 'done', steps: 8, error: null });
  assert.deepEqual(states, [
    'START',
    'GENERATED',
    'CHECKED',
    'REFINED',
    'CHECKED',
    'REFINED',
    'CHECKED',
    'END',
    '#done',
  ]);
  assert.match(output, /^Durable execution means/);
  assert.ok(existsSync(path.join(folder, '.backstep/runs', `${run}.sqlite`)));
});

test('run: its twin is stopped, and says which states it went round in', () => {
  const result = backstep('run', endless, '--max-steps', '50', '--json');
  assert.equal(result.status, 1);
  const { status, steps, error } = json(result);
  assert.deepEqual([status, steps], ['stopped', 50]);
  assert.match(error.message, /after 50 steps.*went round in REFINED → CHECKED → REFINED/);
});

test('run: input, session and config are taken', () => {
  const input = write('input.json', '{"question":"Why?"}');
  const given = [
    '--input',
    `@${input}`,
    '--config',
    '{"maxWords":1000}',
    '--session',
    '{"rounds":7}',
    '--record',
    'kept',
  ];
  const ran = json(backstep('run', example, ...given, '--json'));
  assert.deepEqual(ran['path'], ['START', 'GENERATED', 'CHECKED', 'END', '#done']);
  const shown = json(backstep('show', ran['run'], '--dir', 'kept', '--at', '4', '--json'));
  assert.deepEqual([shown['session'].question, shown['session'].rounds], ['Why?', 7]);
  assert.deepEqual(Object.keys(shown['frames'][0]), [
    'seq',
    'branch',
    'state',
    'next',
    'directive',
    'line',
    'attempts',
    'durationMs',
    'calls',
    'data',
    'workflow',
    'wake',
    'undoes',
  ]);
  const { run } = shown;
  assert.deepEqual([run.status, run.steps, run.output, run.error], ['done', 4, ran['output'], null]);
});

test('run, runs and show for people', () => {
  const ran = backstep('run', example, '--record', 'people');
  assert.match(ran.stdout, /1 {2}START → GENERATED/);
  assert.match(ran.stdout, /✓ done after 8 steps/);
  assert.ok(!ran.stdout.includes('\u001b'), 'plain where it is not a terminal');
  const listed = backstep('runs', '--dir', 'people');
  const id = /^(\S+) {2}AnswerRefinement {2}done {2}8 steps {2}[\d-]{10} [\d:]{8} UTC/.exec(
    listed.stdout,
  )?.[1] as string;
  assert.match(backstep('show', id, '--dir', 'people').stdout, /3 {2}CHECKED → REFINED/);
  const step = backstep('show', id, '--dir', 'people', '--at', '2').stdout;
  assert.match(
    step,
    /2 {2}GENERATED → CHECKED.*\nmodel\.complete\('Answer this question: .*\n {2}→ .*\(\d.*\nsession after step 2:\n/s,
  );
});

test('graph: the contract of its JSON', () => {
  const { workflows } = json(backstep('graph', example, '--format', 'json'));
  const [{ name, start, states, transitions, problems }] = workflows;
  assert.deepEqual([name, start, problems], ['AnswerRefinement', 'START', []]);
  assert.deepEqual(
    states.map(({ id }: { id: string }) => id),
    ['START', 'GENERATED', 'CHECKED', 'REFINED', 'END'],
  );
  assert.deepEqual(
    transitions.map(({ from, to, kind, label }: { [key: string]: string }) =>
      `${from} ${to} ${kind} ${label}`.trim(),
    ),
    [
      'START GENERATED goto',
      'GENERATED CHECKED goto',
      'CHECKED END goto words <= config.maxWords',
      'CHECKED REFINED goto words > config.maxWords',
      'REFINED CHECKED goto',
      'END #done done',
    ],
  );
  assert.match(backstep('graph', example).stdout, /stateDiagram-v2/);
  assert.match(backstep('graph', example, '--format', 'dot').stdout, /^digraph/);
  assert.match(backstep('graph', example, '--format', 'svg').stdout, /^<svg .*<\/svg>\n$/s);
});

test('graph: without a workflow, the reason and an exit code', () => {
  for (const format of ['mermaid', 'dot', 'svg']) {
    const { status, stderr } = backstep('graph', 'plain.ts', '--format', format);
    assert.equal(status, 1);
    assert.match(stderr, /plain\.ts:1:1 information no-workflow There is no workflow/);
  }
  const asJson = backstep('graph', 'plain.ts', '--json');
  assert.equal(asJson.status, 1);
  assert.equal(json(asJson)['problems'][0].code, 'no-workflow');
});

test('check: nothing to say about good files, and the place of what is wrong in bad ones', () => {
  assert.deepEqual(backstep('check', path.dirname(example)).stdout, '');
  write(
    'bad.ts',
    "import { step, workflow } from 'backstep';\n@workflow({ states: ['A', 'B'], start: 'A' })\nexport class Bad {\n  @step('A') a() { return 'B'; }\n}\n",
  );
  const bad = backstep('check', 'bad.ts');
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /^bad\.ts:\d+:\d+ error missing-step .*B/m);
  assert.match(backstep('check', 'bad.ts', '--format', 'github').stdout, /^::error file=bad\.ts,line=\d+/m);
  assert.ok(json(backstep('check', 'bad.ts', '--json'))['errors'] >= 1);
});

test('check: a folder with the name of a file and a link that leads nowhere are no files', () => {
  const place = path.join(folder, 'odd');
  mkdirSync(path.join(place, 'folder.ts'), { recursive: true });
  symlinkSync(path.join(place, 'gone.ts'), path.join(place, 'link.ts'));
  writeFileSync(path.join(place, 'flow.ts'), 'export const workflow = "@workflow";');
  const { status, stdout, stderr } = backstep('check', 'odd');
  assert.deepEqual(
    [status, stdout],
    [
      0,
      'odd/flow.ts:1:1 information no-workflow There is no workflow in this file: decorate a class with @workflow({ states, start }).\n'.replaceAll(
        '/',
        path.sep,
      ),
    ],
  );
  assert.match(stderr, /in 1 file,/);
  assert.match(backstep('graph', 'odd').stderr, /odd is a folder/);
});

/** What a person gets wrong: a message, a code, an exit code, and no stack of ours. */
function checkMistake(
  name: string,
  words: readonly string[],
  status: number,
  code: string,
  message: RegExp,
): void {
  test(name, () => {
    const forPeople = backstep(...words);
    assert.equal(forPeople.status, status, forPeople.stderr);
    assert.match(forPeople.stderr, message);
    assert.doesNotMatch(forPeople.stderr, /dist[\\/]|node:internal/);
    const asJson = backstep(...words, '--json');
    assert.equal(asJson.status, status);
    assert.equal(json(asJson)['error'].code, code);
  });
}

write('broken.ts', 'export class {');
write('plain.ts', 'export const a = 1;');
write(
  'two.ts',
  "import { step, workflow } from 'backstep';\n@workflow({ states: ['A'], start: 'A' })\nexport class One { @step('A') a() {} }\n@workflow({ states: ['A'], start: 'A' })\nexport class Two { @step('A') a() {} }\n",
);
write(
  'key.ts',
  "import { step, workflow } from 'backstep';\n@workflow({ states: ['A'], start: 'A', services: () => { throw new Error('no API_KEY'); } })\nexport class Key { @step('A') a() {} }\n",
);
write('alien.sqlite', 'this is no database');

checkMistake('no such file', ['run', 'none.ts'], 2, 'file-not-found', /There is no file .*none\.ts/);
checkMistake('a file that does not parse', ['run', 'broken.ts'], 1, 'syntax-error', /broken\.ts:1:\d+/);
checkMistake('a file without a workflow', ['run', 'plain.ts'], 1, 'no-workflow', /exports no workflow/);
checkMistake('several workflows', ['run', 'two.ts'], 2, 'several-workflows', /say which one, of One, Two/);
checkMistake(
  'an unknown workflow',
  ['run', 'two.ts', '--workflow', 'Three'],
  2,
  'unknown-workflow',
  /It has One, Two/,
);
checkMistake('a service that throws', ['run', 'key.ts'], 1, 'services-failed', /no API_KEY/);
checkMistake(
  'input that is not JSON',
  ['run', example, '--input', '{a'],
  2,
  'bad-json',
  /--input is not JSON/,
);
checkMistake(
  'a session that is no object',
  ['run', example, '--session', '[1]'],
  2,
  'usage',
  /--session must be a JSON object/,
);
checkMistake('an unknown option', ['run', example, '--fast'], 2, 'usage', /--fast is not an option.*Usage/s);
checkMistake('an option without its value', ['run', example, '--max-steps'], 2, 'usage', /--max-steps/);
checkMistake(
  'a count that is none',
  ['run', example, '--max-steps', 'many'],
  2,
  'usage',
  /give a whole number from 1/,
);
checkMistake('an unknown command', ['fly'], 2, 'usage', /no command "fly"/);
checkMistake('an unknown run', ['show', 'nowhere'], 2, 'unknown-run', /no run of this id/);
checkMistake('an alien file', ['show', 'alien.sqlite'], 1, 'recording-unreadable', /alien\.sqlite/);
checkMistake(
  'a step that the run does not have',
  ['graph', example, '--format', 'png'],
  2,
  'usage',
  /give one of json, mermaid, dot, svg/,
);

test('Ctrl-C stops a run, and the recording is whole', async () => {
  const child = spawn(
    process.execPath,
    [distFile('cli.js'), 'run', endless, '--record', 'interrupted', '--json'],
    { cwd: folder },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const dir = path.join(folder, 'interrupted');
  for (let tries = 0; tries < 200 && !(existsSync(dir) && readdirSync(dir).length > 0); tries++) {
    await new Promise((turn) => setTimeout(turn, 50));
  }
  await new Promise((turn) => setTimeout(turn, 300));
  child.kill('SIGINT');
  const status = await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(status, 1);
  const { status: ended, error, run } = JSON.parse(output);
  assert.equal(ended, 'stopped');
  assert.match(error.message, /by Ctrl-C.*went round in/);
  assert.deepEqual(readdirSync(dir), [`${run}.sqlite`]);
});

test('every transition that these runs took is drawn', async () => {
  for (const dir of ['.backstep/runs', 'kept', 'people', 'interrupted']) {
    assert.ok((await assertRunsAreDrawn(path.join(folder, dir))) > 3, `${dir} holds no run to check`);
  }
});
