import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { removeUnfinishedRuns, wholeFile } from '../../extension/wholeFile.ts';

async function inFolder(act: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'backstep-whole-file-'));
  try {
    await act(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What is in a file that held `old`, and what lies beside it, once something was written over it in this way. */
function check(name: string, write: (beside: string) => Promise<true | null>, content: string): void {
  test(`a file that is replaced: ${name}`, () =>
    inFolder(async (dir) => {
      const target = path.join(dir, 'run.html');
      writeFileSync(target, 'old');
      writeFileSync(`${target}.mine`, 'mine');
      const written = wholeFile(target, write);
      const failure = await written.then(
        () => null,
        (error: Error) => error.message,
      );
      assert.ok(failure === null || failure === `no space for ${target}`, String(failure));
      assert.equal(readFileSync(target, 'utf8'), content);
      assert.deepEqual(readdirSync(dir).toSorted(), ['run.html', 'run.html.mine']);
    }));
}

check(
  'whole',
  async (beside) => {
    writeFileSync(beside, 'new');
    return true;
  },
  'new',
);
check(
  'given up',
  async (beside) => {
    writeFileSync(`${beside}.unfinished`, 'ne');
    return null;
  },
  'old',
);
check(
  'failed',
  async (beside) => {
    writeFileSync(`${beside}.7.tmp`, 'ne');
    throw new Error(`no space for ${beside}`);
  },
  'old',
);

test('of the runs that are not finished, those of ended processes are removed', () =>
  inFolder(async (dir) => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const living = `a.sqlite.${process.pid}.tmp`;
    for (const name of ['a.sqlite', living, `b.sqlite.${pid}.tmp`]) writeFileSync(path.join(dir, name), '');
    await removeUnfinishedRuns(dir);
    assert.deepEqual(readdirSync(dir).toSorted(), ['a.sqlite', living]);
    await removeUnfinishedRuns(path.join(dir, 'nowhere'));
  }));
