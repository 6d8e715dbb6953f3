import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Wake } from '../../runtime/language/advance.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { spentBy } from '../../runtime/recording/runFacts.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { DONE, frame, header } from './samples.ts';

const start = header().startedAt;

/** When a step began, how long it took, on which branch it was, and what it ended where it is the end of a wait. */
type Row = readonly [at: number, ms: number, branch?: string, wake?: Wake];

function check(name: string, rows: readonly Row[], expected: number): void {
  test(`time of steps: ${name}`, () =>
    inFolder(async (dir) => {
      const run = createRun(dir, header({ id: 'one' }));
      for (const [index, [at, durationMs, branch = '', wake]] of rows.entries()) {
        const given: Partial<Frame> = { startedAt: start + at, durationMs, branch, ...(wake && { wake }) };
        run.append(frame(index + 1, given));
      }
      await run.finish({ ...DONE, endedAt: start + 600_000 });
      using read = await openRun(run.path);
      assert.equal(spentBy(read).ms, expected);
    }));
}

check('none', [], 0);
check(
  'minutes in which a debugger was paused are not counted',
  [
    [0, 10],
    [300_000, 20],
  ],
  30,
);
check(
  'a pause while branches were open is not counted, though their end lasted as long',
  [
    [0, 10],
    [10, 5, '1.0'],
    [300_000, 5, '1.1'],
    [10, 299_995, '', { type: 'join', branch: 'PART' }],
    [300_005, 1],
  ],
  21,
);
check(
  'nor is what a run waited for',
  [
    [0, 10],
    [10, 300_000, '', { type: 'timer' }],
    [300_010, 1],
  ],
  11,
);
check(
  'branches side by side count once',
  [
    [0, 10],
    [10, 100, '1.0'],
    [20, 50, '1.1'],
    [60, 100, '1.2'],
  ],
  160,
);
check(
  'steps of one line within a millisecond count one after the other',
  [
    [0, 0.25],
    [0, 0.25],
    [0, 0.25],
  ],
  0.75,
);
check(
  'what each branch does by itself is counted',
  [
    [0, 1, '1.0'],
    [5, 1, '1.1'],
  ],
  2,
);

test('no frame is read twice, and none of a parent', () => {
  const frames = [frame(1), frame(2, { wake: { type: 'timer' } }), frame(3), frame(4)];
  let read = 0;
  const range = (from: number, to: number) => {
    const some = frames.slice(from - 1, to);
    read += some.length;
    return some;
  };
  spentBy({ range, head: 4, inherited: 1 });
  assert.equal(read, 3);
});
