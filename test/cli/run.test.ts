import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'backstep-run-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Expected {
  readonly status: string;
  readonly code: string | null;
  readonly message?: RegExp;
  readonly stderr?: RegExp;
  /** Sent when the step has said that it waits. */
  readonly interrupt?: NodeJS.Signals;
}

/** Runs a workflow whose only step has this body: stdout must be one JSON document, and the recording whole. */
function check(name: string, body: string, expected: Expected): void {
  test(name, async () => {
    const file = path.join(folder, `${name.replaceAll(/\W/g, '-')}.ts`);
    const options = `{ states: ['A'], start: 'A', services: () => ({ held: setInterval(() => {}, 1000) }) }`;
    const services = body.includes('never') ? `{ states: ['A'], start: 'A' }` : options;
    const method = `@step('A', { retry: { attempts: 3, delay: '1h' } }) async a(_: null, { abortSignal }: Context) { ${body} }`;
    writeFileSync(
      file,
      `import { type Context, step, workflow } from 'backstep';\n@workflow(${services})\nexport class W { ${method} }\n`,
    );
    const child = spawn(process.execPath, [distFile('cli.js'), 'run', file, '--record', name, '--json'], {
      cwd: folder,
      timeout: 60_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (expected.interrupt && text.includes('waiting')) child.kill(expected.interrupt);
    });
    const exit = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(exit, expected.status === 'done' ? 0 : 1, stderr);
    const result = JSON.parse(stdout) as {
      run: string;
      status: string;
      error: { code: string; message: string } | null;
    };
    assert.deepEqual([result.status, result.error?.code ?? null], [expected.status, expected.code]);
    assert.match(result.error?.message ?? '', expected.message ?? /^/);
    assert.match(stderr, expected.stderr ?? /^/);
    assert.deepEqual(readdirSync(path.join(folder, name)), [`${result.run}.sqlite`]);
  });
}

check('a service that holds a handle does not keep the process', '', { status: 'done', code: null });
check('what the step prints is no part of the document', "console.log('seen'); console.table([1]);", {
  status: 'done',
  code: null,
  stderr: /seen/,
});
check('a step that awaits what nothing resolves', 'await new Promise((never) => {});', {
  status: 'stopped',
  code: 'never-settled',
  message: /^The step A never settled/,
});
check(
  'a step that heeds its signal on Ctrl-C',
  "console.log('waiting'); await new Promise((_, reject) => abortSignal.addEventListener('abort', () => reject(abortSignal.reason)));",
  { status: 'stopped', code: 'interrupted', message: /by Ctrl-C/, interrupt: 'SIGINT' },
);
check(
  'a signal while a retry waits',
  "setTimeout(() => console.log('waiting'), 100); throw new Error('down');",
  {
    status: 'stopped',
    code: 'interrupted',
    message: /by SIGTERM/,
    interrupt: 'SIGTERM',
  },
);

const interrupted = {
  'in the delay of a retry': "setTimeout(() => console.log('waiting'), 100); throw new Error('down');",
  'in a step that heeds its signal':
    "console.log('waiting'); await new Promise((_, reject) => abortSignal.addEventListener('abort', () => reject(new Error('gone'))));",
};
for (const [where, body] of Object.entries(interrupted)) {
  test(`Ctrl-C ${where} is no failure: the run is taken up at that step`, async () => {
    const name = where.replaceAll(' ', '-');
    const file = path.join(folder, `${name}.ts`);
    writeFileSync(
      file,
      `import { compensate, type Context, done, fail, goto, step, workflow } from 'backstep';
@workflow({ states: ['A', 'B', 'FAILED'], start: 'A', services: () => ({ held: setInterval(() => {}, 1000) }) })
export class W {
  @step('A') a() { return goto('B'); }
  @compensate('A') undoA() { console.log('undone'); }
  @step('B', { retry: { attempts: 3, delay: '1h' }, onError: 'FAILED' }) async b(_: null, { abortSignal }: Context) {
    if (process.env['AGAIN']) return done('B');
    ${body}
  }
  @step('FAILED') failed() { return fail('went down onError'); }
}
`,
    );
    const first = await backstep(['run', file, '--record', name, '--json'], {}, 'waiting');
    assert.deepEqual([first.status, first.error?.code], ['stopped', 'interrupted']);
    const again = await backstep(['resume', first.run, '--dir', name, '--skip-time', '--json'], {
      AGAIN: '1',
    });
    assert.deepEqual([again.status, again.output, again.path], ['done', 'B', ['A', 'B', '#done']]);
  });
}

/** What a command prints as its document; Ctrl-C is pressed once stderr says `interruptAt`. */
async function backstep(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  interruptAt: string | null = null,
): Promise<{ run: string; status: string; output: unknown; path: string[]; error: { code: string } | null }> {
  const child = spawn(process.execPath, [distFile('cli.js'), ...words], {
    cwd: folder,
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (interruptAt !== null && text.includes(interruptAt)) child.kill('SIGINT');
  });
  await new Promise((resolve) => child.once('close', resolve));
  assert.match(stdout, /^\{/, stderr);
  return JSON.parse(stdout);
}
