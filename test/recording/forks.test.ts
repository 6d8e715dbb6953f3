import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { advance, initialSnapshot } from '../../runtime/language/advance.ts';
import { openLines } from '../../runtime/language/line.ts';
import type { Cut } from '../../runtime/language/snapshot.ts';
import type { Frame, RunHeader } from '../../runtime/model/run.ts';
import { loadSqlite } from '../../runtime/recording/database.ts';
import { deleteRun } from '../../runtime/recording/deleteRun.ts';
import { exportRun } from '../../runtime/recording/exportRun.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { run } from './arbitraries.ts';
import { codeOf, inFolder } from './folder.ts';
import { DONE, frame, frames, header, set } from './samples.ts';

/** Records a run and ends it, or leaves it as a journal. */
async function record(
  dir: string,
  start: RunHeader,
  own: readonly Frame[],
  ending: 'end' | 'crash',
): Promise<string> {
  const writer = createRun(dir, start);
  for (const item of own) writer.append(item);
  if (ending === 'end') return (await writer.finish(DONE)).path;
  writer.close();
  return writer.path;
}

function forkOf(parent: string, seq: number, id: string, branches: Cut['branches'] = {}): RunHeader {
  return header({ id, parent: { run: parent, cut: { seq, branches } } });
}

/** A frame that a fork records, told apart from its parent's. */
const forked = (seq: number): Frame =>
  frame(seq, { patches: [set(['rounds'], -seq), set(['forked'], true)] });

const endings = ['end', 'crash'] as const;

for (const parentEnding of endings) {
  for (const childEnding of endings) {
    test(`a fork of a run that ${parentEnding}s, itself going to ${childEnding}`, () =>
      inFolder(async (dir) => {
        const parent = await record(dir, header({ id: 'root' }), frames(6), parentEnding);
        const before = readFileSync(parent);
        const child = await record(dir, forkOf('root', 4, 'child'), [forked(5), forked(6)], childEnding);
        const grandchild = await record(dir, forkOf('child', 5, 'grandchild'), [forked(6)], childEnding);
        const early = await record(dir, forkOf('child', 2, 'early'), [forked(3)], childEnding);
        assert.deepEqual(readFileSync(parent), before, 'the parent is as it was');
        assert.ok(!existsSync(path.join(dir, 'root.tmp')));

        const lines: readonly (readonly [string, readonly Frame[]])[] = [
          [child, [...frames(4), forked(5), forked(6)]],
          [grandchild, [...frames(4), forked(5), forked(6)]],
          [early, [...frames(2), forked(3)]],
        ];
        for (const [file, expected] of lines) await expectRun(file, expected);

        await exportRun(grandchild, path.join(dir, 'exported.sqlite'));
        await deleteRun(child);
        for (const [file, expected] of lines.slice(1)) await expectRun(file, expected);
        assert.ok(!existsSync(child));
        assert.deepEqual(readFileSync(parent), before, 'nor did deleting its fork change it');

        await deleteRun(parent);
        for (const [file, expected] of lines.slice(1)) {
          await expectRun(file, expected);
          using opened = await openRun(file);
          assert.equal(opened.header.parent, null);
        }
        await expectRun(path.join(dir, 'exported.sqlite'), lines[1]?.[1] ?? []);
      }));
  }
}

test('a fork at any step of any run, and what is left when its parent is deleted', () =>
  fc.assert(
    fc.asyncProperty(run, fc.nat(), ({ session, frames: all }, where) =>
      inFolder(async (dir) => {
        const cut = where % (all.length + 1);
        const parent = await record(dir, header({ id: 'root', session }), all, 'end');
        const before = readFileSync(parent);
        const own = [frame(cut + 1, { patches: [set(['forked'], { at: cut })] })];
        const child = await record(dir, { ...forkOf('root', cut, 'child'), session }, own, 'end');
        const expected = [...all.slice(0, cut), ...own];
        await expectRun(child, expected, session);
        assert.deepEqual(readFileSync(parent), before);
        await deleteRun(parent);
        await expectRun(child, expected, session);
      }),
    ),
    { numRuns: 25 },
  ));

for (const [written, replacement] of [
  ['blanks between name and value', `replace(rest, '"undoable":', '"undoable" : ')`],
  ['a name that is escaped', `replace(rest, '"undoable":', '"undo\\u0061ble":')`],
] as const) {
  test(`a database with ${written} tells of the same snapshots`, () =>
    inFolder(async (dir) => {
      const file = await record(dir, header(), [frame(1, { undoable: true }), frame(2)], 'end');
      using before = await openRun(file);
      assert.equal(before.snapshotAt(2).undo.length, 1);
      const database = new (await loadSqlite()).Database(readFileSync(file));
      database.run(`UPDATE frame SET rest = ${replacement}`);
      writeFileSync(file, database.export());
      database.close();
      using after = await openRun(file);
      assert.deepEqual(after.snapshotAt(2), before.snapshotAt(2));
    }));
}

test('a cut through open branches keeps the frames of each branch up to its own', () =>
  inFolder(async (dir) => {
    const split: Frame = frame(1, {
      next: '#waiting',
      directive: {
        directive: 'fanOut',
        branch: { state: 'CHECKED' },
        items: ['a', 'b'],
        join: 'END',
        concurrency: null,
        onBranchError: 'fail',
      },
    });
    const arm = (seq: number, branch: string): Frame =>
      frame(seq, { branch, patches: [], directive: { directive: 'done', output: branch }, next: 'END' });
    await record(dir, header({ id: 'root' }), [split, arm(2, '1.0'), arm(3, '1.1')], 'end');
    const writer = createRun(dir, forkOf('root', 3, 'child', { '1.0': 0 }), { inherited: 2 });
    writer.append(arm(3, '1.0'));
    writer.close();
    const expected = [split, arm(3, '1.1'), arm(3, '1.0')];
    {
      using child = await openRun(writer.path);
      assert.deepEqual(child.frames, expected);
      assert.deepEqual(child.frame(2), arm(3, '1.1'));
      assert.deepEqual(openLines(child.snapshotAt(2)), ['1.0']);
      assert.deepEqual(openLines(child.snapshotAt(3)), []);
      assert.deepEqual(child.snapshotAt(3).session, { rounds: 1, messages: [] });
    }
    await deleteRun(path.join(dir, 'root.sqlite'));
    using alone = await openRun(path.join(dir, 'child.sqlite'));
    assert.deepEqual(alone.frames, expected);
  }));

test('a fork whose line is broken says which run is missing', () =>
  inFolder(async (dir) => {
    const rows: readonly (readonly [string, RunHeader])[] = [
      ['parent-missing', forkOf('nobody', 1, 'orphan')],
      ['parent-missing', forkOf('root', 3, 'later')],
      ['parent-missing', forkOf('renamed', 1, 'misled')],
      ['parent-cycle', forkOf('itself', 0, 'itself')],
      ['parent-cycle', forkOf('one', 0, 'other')],
    ];
    await record(dir, header({ id: 'root' }), frames(2), 'crash');
    await record(dir, forkOf('other', 0, 'one'), [], 'crash');
    await record(dir, header({ id: 'original' }), frames(2), 'end');
    renameSync(path.join(dir, 'original.sqlite'), path.join(dir, 'renamed.sqlite'));
    for (const [code, start] of rows) {
      const file = await record(dir, start, [], 'crash');
      assert.equal(await codeOf(() => openRun(file)), code, start.id);
    }
  }));

test('deleting what is not there, or cannot be read', () =>
  inFolder(async (dir) => {
    assert.equal(await codeOf(() => deleteRun(path.join(dir, 'nobody.sqlite'))), 'recording-missing');
    const orphan = await record(dir, forkOf('nobody', 1, 'orphan'), [], 'crash');
    await deleteRun(orphan);
    assert.ok(!existsSync(orphan));
  }));

async function expectRun(
  file: string,
  expected: readonly Frame[],
  session = header().session,
): Promise<void> {
  using opened = await openRun(file);
  assert.equal(opened.head, expected.length);
  let state = initialSnapshot(header({ session }));
  for (const [index, item] of expected.entries()) {
    state = advance(state, item);
    assert.deepEqual(opened.snapshotAt(index + 1), state);
  }
  assert.deepEqual(opened.frames, expected);
}
