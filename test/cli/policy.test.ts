import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { json, shellIn } from './shell.ts';

const { folder, backstep, write } = shellIn('policy', {
  BACKSTEP_REDACT: 'apiKey,session.user.token',
  BACKSTEP_KEEP_RUNS: '2',
});

const flow = write(
  'flow.ts',
  `import { type Context, done, goto, step, workflow } from 'backstep';
type Ctx = Context<{ session: { user: { token: string }; text: string }; services: { mail: { send(text: string): Promise<object> } } }>;
@workflow({
  states: ['A', 'B'], start: 'A', config: { apiKey: 'sk-config' }, session: () => ({ user: { token: 'tok-session' }, text: '' }),
  services: () => ({ mail: { send: async (text: string) => ({ apiKey: 'sk-answer', echo: text }) } }),
})
export class Flow {
  @step('A') async a(input: { apiKey: string }, { session, mail, log, artifact }: Ctx) {
    await artifact({ deep: [input], copy: 'with ' + input.apiKey });
    const answer = await mail.send('with ' + input.apiKey + ' and ' + session.user.token);
    session.text = input.apiKey.repeat(3000);
    log.info('sent', answer);
    return goto('B', input);
  }
  @step('B', { retry: { attempts: 2 } }) b(input: { apiKey: string }) {
    throw new Error('no luck with ' + input.apiKey);
  }
}
`,
);

const secrets = ['sk-input', 'sk-config', 'sk-answer', 'tok-session'];

function assertClean(dir: string): void {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length > 0);
  for (const { name, parentPath = dir } of files) {
    const bytes = readFileSync(path.join(parentPath, name));
    // What is written of the source is the source.
    const text = bytes
      .toString('latin1')
      .replaceAll(/(config: \{ apiKey: 'sk-config' \}|token: 'tok-session'|apiKey: 'sk-answer')/g, '');
    for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} is in ${name}`);
  }
}

test('no redacted value reaches the disk, and only as many runs are kept as should be', () => {
  const ids: string[] = [];
  for (let run = 0; run < 3; run++) {
    const ran = json(backstep('run', flow, '--input', '{"apiKey":"sk-input"}', '--json'));
    assert.equal(ran['status'], 'failed');
    ids.push(ran['run']);
  }
  const runs = path.join(folder, '.backstep/runs');
  assertClean(runs);
  assert.equal(readdirSync(path.join(runs, 'artifacts')).length, 1);
  const kept = new Set(['artifacts', ...ids.slice(1).map((id) => `${id}.sqlite`)]);
  assert.deepEqual(new Set(readdirSync(runs)), kept);
  const shown = json(backstep('show', ids[2] as string, '--at', '1', '--json'));
  assert.deepEqual(shown['session'].user, { token: '[redacted]' });
});

test('a policy that is none stops a run before it begins', () => {
  const wrong = shellIn('wrongPolicy', { BACKSTEP_KEEP_DAYS: 'week' });
  const refused = wrong.backstep('run', flow, '--input', '{"apiKey":"sk-input"}', '--json');
  assert.deepEqual([refused.status, json(refused)['error'].code], [1, 'bad-setting']);
  assert.deepEqual(readdirSync(wrong.folder), []);
});
