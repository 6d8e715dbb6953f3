import assert from 'node:assert/strict';
import { readdirSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { loadSqlite } from '../../runtime/recording/database.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { resumeRun } from '../../runtime/recording/resume.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { DONE, frame, frames, header } from '../recording/samples.ts';
import { counting } from './counting.ts';
import { json, shellIn } from './shell.ts';

const { folder, backstep, write } = shellIn('bad');
const counter = write('counter.ts', counting(folder));
const at = (name: string): string => path.join(folder, name);

/** Recordings that something happened to. */
before(async () => {
  for (const id of ['truncated', 'newer', 'foreign']) {
    const writer = createRun(folder, header({ id }));
    for (const item of frames(3)) writer.append(item);
    await writer.finish(DONE);
  }
  truncateSync(at('truncated.sqlite'), 9000);
  const sqlite = await loadSqlite();
  const changes = [
    ['newer', 'PRAGMA user_version = 99'],
    ['foreign', 'PRAGMA application_id = 7'],
  ] as const;
  for (const [id, sql] of changes) {
    const database = new sqlite.Database(readFileSync(at(`${id}.sqlite`)));
    database.run(sql);
    writeFileSync(at(`${id}.sqlite`), database.export());
    database.close();
  }
  for (const id of ['torn', 'damaged']) {
    const writer = createRun(folder, header({ id, file: counter, workflow: 'Counting' }));
    for (const item of frames(3)) writer.append(item);
    writer.close();
  }
  const moved = createRun(folder, header({ id: 'moved', file: at('gone.ts'), workflow: 'Counting' }));
  moved.append(frame(1));
  moved.close();
  const whole = readFileSync(at('torn.journal'));
  writeFileSync(at('torn.journal'), whole.subarray(0, whole.lastIndexOf('{"type":"frame"') + 40));
  const bytes = readFileSync(at('damaged.journal'));
  bytes[bytes.lastIndexOf('draft 2')] = 0;
  writeFileSync(at('damaged.journal'), bytes);
  writeFileSync(at('empty.journal'), '');
});

/** A message and a code, no stack, and nothing left behind. */
function check(words: readonly string[], status: number, code: string, message: RegExp): void {
  test(`${words.join(' ')}: ${code}`, () => {
    const names = readdirSync(folder);
    const result = backstep(...words, '--json');
    assert.equal(result.status, status, result.stderr);
    const { error } = json(result);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.doesNotMatch(result.stdout + result.stderr, /\n {4}at |node:internal/);
    assert.deepEqual(readdirSync(folder), names);
  });
}

check(['show', 'truncated', '--dir', '.'], 1, 'recording-unreadable', /truncated\.sqlite/);
check(['resume', 'foreign', '--dir', '.'], 1, 'recording-unreadable', /not a recording/);
check(['fork', 'newer', '--at', '1', '--dir', '.'], 1, 'recording-too-new', /update Backstep/);
check(['replay', 'empty', '--dir', '.'], 1, 'recording-torn', /empty\.journal/);
check(['resume', 'damaged', '--dir', '.'], 1, 'recording-torn', /damaged\.journal is damaged/);
check(['import', 'damaged.journal'], 1, 'recording-torn', /damaged\.journal is damaged/);
check(['import', 'counter.ts'], 1, 'recording-unreadable', /counter\.ts is no recording of a run\.$/);
check(['show', '.'], 1, 'recording-unreadable', /cannot be read: it is a folder\.$/);
check(['runs', '--dir', 'counter.ts'], 2, 'usage', /is a file: give the folder/);
check(['resume', 'nowhere'], 2, 'unknown-run', /no run of this id/);
check(['fork', '../../etc/passwd', '--at', '1'], 2, 'unknown-run', /no run of this id/);
check(['diff', 'nowhere', 'damaged'], 2, 'unknown-run', /nowhere/);
check(['diff', 'damaged'], 2, 'usage', /Usage: backstep diff RUN RUN/);
check(['replay'], 2, 'usage', /Usage: backstep replay RUN/);
check(['fork', 'damaged', '--dir', '.'], 2, 'usage', /--at K/);
check(['fork', 'damaged', '--at', '9', '--dir', '.'], 2, 'no-such-step', /give 0 to 2/);
check(
  ['fork', 'damaged', '--at', '1', '--set', 'a.b=1', '--dir', '.'],
  2,
  'no-such-path',
  /--set a\.b=1: the session has no a to set a member of/,
);
check(['fork', 'damaged', '--at', '1', '--set', 'rounds={', '--dir', '.'], 2, 'bad-json', /--set rounds=\{/);
check(['fork', 'damaged', '--at', '1', '--set', 'rounds', '--dir', '.'], 2, 'usage', /PATH=JSON/);
check(['fork', 'damaged', '--at', '1', '--data', '{', '--dir', '.'], 2, 'bad-json', /--data is not JSON/);
check(['fork', 'damaged', '--at', '1', '--calls', 'some', '--dir', '.'], 2, 'usage', /give reuse or live/);
check(['fork', 'damaged', '--at', '1', '--file', 'none.ts', '--dir', '.'], 2, 'file-not-found', /none\.ts/);
check(
  ['resume', 'moved', '--dir', '.'],
  2,
  'file-not-found',
  /moved was recorded from .*name its file with --file FILE/,
);
check(['replay', 'moved', '--dir', '.'], 2, 'file-not-found', /--against FILE/);
check(['run', 'counter.ts', '--input', '@none.json'], 2, 'bad-json', /--input @none\.json cannot be read/);
check(['run', 'counter.ts', '--services', 'none.ts'], 2, 'file-not-found', /none\.ts/);

test('what is whole of a torn or damaged journal is shown', () => {
  for (const [id, damage] of [
    ['torn', /^$/],
    ['damaged', /damage/i],
  ] as const) {
    const shown = backstep('show', id, '--dir', '.');
    assert.equal(shown.status, 0);
    assert.match(shown.stdout, / 2 {2}CHECKED → CHECKED/);
    assert.doesNotMatch(shown.stdout, / 3 {2}CHECKED/);
    assert.match(shown.stderr, damage);
  }
});

test('a disk that is full ends the run, keeps what was recorded, and lets the run go on later', async () => {
  const begun = json(backstep('run', counter, '--max-steps', '2', '--record', 'full', '--json'));
  const file = at(`full/${begun['run']}.sqlite`);
  const recorded = readFileSync(file);
  let room = 3;
  const writer = await resumeRun(file, {
    write: (fd, buffer, offset, length, position) => {
      if (room-- <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      return writeSync(fd, buffer, offset, length, position);
    },
  });
  writer.append(frame(3));
  writer.append(frame(4));
  assert.throws(() => writer.append(frame(5)), { code: 'recording-disk-full' });
  writer.close();
  assert.deepEqual(readFileSync(file), recorded);
  using run = await openRun(file);
  assert.deepEqual([run.head, run.damage], [4, null]);
});

test('a session of 50 MB is recorded, shown and replayed', () => {
  write(
    'large.json',
    JSON.stringify({ n: 3, flaky: 0, list: Array.from({ length: 5000 }, () => 'x'.repeat(10_000)) }),
  );
  const ran = backstep('run', counter, '--session', '@large.json', '--json');
  assert.equal(json(ran)['status'], 'done', ran.stderr);
  const shown = backstep('show', json(ran)['run'], '--at', '2', '--json');
  assert.equal(json(shown)['session'].list.length, 5000);
  assert.match(backstep('replay', json(ran)['run']).stdout, /same: 3 steps/);
});
