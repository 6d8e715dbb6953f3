import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { json, shellIn } from './shell.ts';

const { folder, backstep, write } = shellIn('interrupted');

/** Fails at its first attempt, and waits for ever in the second while HANG is set. */
const working = write(
  'working.ts',
  `
import { appendFileSync } from 'node:fs';
import { type Context, done, step, workflow } from 'backstep';
type Ctx = Context<{ services: { world: { ask(n: number): Promise<number> } } }>;
const world = {
  async ask(n: number) {
    if (n === 1) throw new Error('not yet');
    return n;
  },
};
@workflow({ states: ['FIRST', 'WORK'], start: 'FIRST', services: () => ({ world }) })
export class Working {
  @step('FIRST') first() { return 'WORK'; }
  @step('WORK', { retry: { attempts: 3, delay: process.env['DELAY'] as '1ms' } })
  async work(_: null, { restored, checkpoint, world, log }: Ctx) {
    appendFileSync('tried.txt', JSON.stringify(restored ?? null) + '\\n');
    log.info('found', restored ?? 'nothing');
    if (restored === undefined) { checkpoint({ part: 1 }); await world.ask(1); }
    checkpoint({ part: 2 });
    if (process.env['HANG']) { console.error('hanging'); await new Promise(() => setInterval(() => {}, 1000)); }
    if (process.env['FAIL']) await world.ask(1);
    return done([restored, await world.ask(7)]);
  }
}
`,
);

async function killed(dir: string, signal: NodeJS.Signals, env: NodeJS.ProcessEnv): Promise<string> {
  write('tried.txt', '');
  const words = [distFile('cli.js'), 'run', working, '--record', dir, '--json'];
  const child = spawn(process.execPath, words, { cwd: folder, env: { ...process.env, ...env } });
  await once(child.stderr, 'data');
  child.kill(signal);
  await once(child, 'close');
  const [file] = readdirSync(path.join(folder, dir));
  return path.parse(file as string).name;
}

function tried(): readonly unknown[] {
  const lines = readFileSync(path.join(folder, 'tried.txt'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}

for (const [signal, file] of [
  ['SIGKILL', 'journal'],
  ['SIGINT', 'sqlite'],
] as const) {
  test(`a step that ${signal} ended goes on from its checkpoint and after its failed attempts`, async () => {
    const id = await killed(signal, signal, { HANG: '1', DELAY: '1ms' });
    assert.deepEqual(readdirSync(path.join(folder, signal)), [`${id}.${file}`]);
    const { DELAY } = process.env;
    process.env['DELAY'] = '1ms';
    const dir = ['--dir', signal, '--json'];
    const text = backstep('show', id, '--dir', signal).stdout;
    assert.match(text, /in flight: 2:WORK, after 1 failed attempt, with the checkpoint \{ part: 2 \}\n$/);
    const resumed = json(backstep('resume', id, ...dir));
    assert.deepEqual([resumed['status'], resumed['output']], ['done', [{ part: 2 }, 7]]);
    assert.deepEqual(tried(), [null, { part: 1 }, { part: 2 }]);
    const { frame } = json(backstep('show', id, '--at', '2', ...dir));
    // The interrupted attempt is none: what it had called is not known.
    assert.deepEqual(
      frame.attempts.map(({ error, restored }: { error: { message: string }; restored: unknown }) => [
        error?.message ?? null,
        restored ?? null,
      ]),
      [
        ['not yet', null],
        [null, { part: 2 }],
      ],
    );
    assert.deepEqual(
      frame.calls.map(({ args, attempt }: { args: unknown; attempt: number }) => [args, attempt]),
      [
        [[1], 1],
        [[7], 2],
      ],
    );
    assert.deepEqual(
      frame.logs.map(({ message }: { message: string }) => message),
      ['found nothing', 'found { part: 2 }'],
    );
    assert.equal(json(backstep('replay', id, ...dir))['same'], true);
    // A fork goes back to before the first attempt, and its key is another.
    write('tried.txt', '');
    assert.equal(json(backstep('fork', id, '--at', '1', ...dir))['status'], 'done');
    assert.deepEqual(tried(), [null, { part: 1 }]);
    if (DELAY === undefined) delete process.env['DELAY'];
  });
}

test('a step that failed too often before and after an interruption has failed', async () => {
  const id = await killed('failing', 'SIGKILL', { HANG: '1', DELAY: '1ms' });
  const failing = shellIn('failing', { FAIL: '1', DELAY: '1ms' });
  const resumed = json(failing.backstep('resume', id, '--dir', path.join(folder, 'failing'), '--json'));
  assert.deepEqual([resumed['status'], resumed['error'].message], ['failed', 'not yet']);
  const shown = json(backstep('show', id, '--dir', 'failing', '--json'));
  assert.equal(shown['frames'][1].attempts, 3);
});
