import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { createRun, type RunWriter } from '../../runtime/recording/writer.ts';
import { codeOf, inFolder } from './folder.ts';
import { DONE, frame, header } from './samples.ts';

/** Each takes the journal from under its writer. */
const ways: readonly (readonly [name: string, take: (file: string) => void])[] = [
  ['deleted', (file) => rmSync(file)],
  ['moved', (file) => renameSync(file, `${file}.away`)],
  [
    'replaced by another',
    (file) => {
      rmSync(file);
      writeFileSync(file, 'something else');
    },
  ],
];

for (const [name, take] of ways) {
  test(`a journal that was ${name} is missed by the last frame, and by the end`, () =>
    inFolder(async (dir) => {
      const writer = begun(dir);
      take(writer.path);
      const last = frame(2, { next: '#done', directive: { directive: 'done', output: null } });
      assert.equal(writer.isGone, false);
      assert.equal(await codeOf(async () => writer.append(last)), 'recording-unwritable');
      assert.equal(writer.isGone, true);
      await assert.rejects(writer.finish(DONE), {
        code: 'recording-unwritable',
        message: /is gone: it was deleted/,
      });
      writer.close();
    }));
}

test('a journal that is gone is missed by a frame in the middle of a run, too', () =>
  inFolder(async (dir) => {
    const writer = begun(dir);
    rmSync(writer.path);
    const until = performance.now() + 20_000;
    for (let seq = 2; !writer.isGone && performance.now() < until; seq++) {
      if ((await codeOf(async () => writer.append(frame(seq)))) !== 'none') break;
    }
    assert.equal(writer.isGone, true);
    writer.close();
  }));

function begun(dir: string): RunWriter {
  const writer = createRun(dir, header());
  writer.append(frame(1));
  return writer;
}
