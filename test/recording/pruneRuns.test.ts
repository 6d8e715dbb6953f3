import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { pruneRuns, type Retention } from '../../runtime/recording/pruneRuns.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { frame, header } from './samples.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Runs a to e, begun on days 1 to 5; d is a fork of b. What is left on day 5. */
function check(name: string, retention: Retention, left: string): void {
  test(`retention: ${name}`, () =>
    inFolder(async (dir) => {
      for (const [index, id] of ['a', 'b', 'c', 'd', 'e'].entries()) {
        const parent = id === 'd' ? { run: 'b', cut: { seq: 1, branches: {} } } : null;
        const writer = createRun(dir, header({ id, startedAt: (index + 1) * DAY, parent }));
        writer.append(frame(id === 'd' ? 2 : 1));
        writer.close();
      }
      const deleted = await pruneRuns(dir, retention, null, 5 * DAY);
      const { runs } = await listRuns(dir);
      assert.equal(runs.map(({ id }) => id).join(''), left);
      assert.equal(deleted.length, 5 - left.length);
    }));
}

check('everything', { runs: null, days: null }, 'edcba');
check('three runs, and the parent of one of them', { runs: 3, days: null }, 'edcb');
check('two days, and the parent of a run of those', { runs: null, days: 1 }, 'edb');
check('the last run', { runs: 1, days: null }, 'e');
check('both limits', { runs: 4, days: 0 }, 'e');
check('nothing', { runs: 0, days: null }, '');

test('retention: a run that waits is kept, however old', () =>
  inFolder(async (dir) => {
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      const writer = createRun(dir, header({ id, startedAt: (index + 1) * DAY }));
      writer.append(frame(1));
      const status = id === 'a' ? 'waiting' : 'done';
      await writer.finish({ status, output: null, error: null, endedAt: (index + 1) * DAY });
    }
    await pruneRuns(dir, { runs: 1, days: null });
    const { runs } = await listRuns(dir);
    assert.equal(runs.map(({ id }) => id).join(''), 'ca');
  }));

test('retention: the run that has just ended is kept, though others say that they began after it', () =>
  inFolder(async (dir) => {
    const ends = async (id: string, startedAt: number, endedAt: number): Promise<void> => {
      const writer = createRun(dir, header({ id, startedAt }));
      writer.append(frame(1));
      await writer.finish({ status: 'done', output: null, error: null, endedAt });
    };
    await ends('ahead', 9 * DAY, 1 * DAY);
    await ends('quick', 3 * DAY, 3 * DAY);
    await ends('slow', 2 * DAY, 4 * DAY);
    const left = async (): Promise<string> => (await listRuns(dir)).runs.map(({ id }) => id).join(' ');
    await pruneRuns(dir, { runs: 1, days: null }, 'slow', 4 * DAY);
    assert.equal(await left(), 'quick slow', 'what had ended on day 1 cannot have begun on day 9');
    await pruneRuns(dir, { runs: 0, days: null }, 'slow', 4 * DAY);
    assert.equal(await left(), '');
  }));
