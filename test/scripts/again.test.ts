import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

interface Row {
  readonly name: string;
  /** The processes, each the fixtures that it plays. */
  readonly processes: readonly string[];
  readonly passes: boolean;
  readonly again: readonly string[];
  readonly unsteady: readonly string[];
  /** How many failures are shown in full. */
  readonly failures: number;
  readonly totals: { readonly tests: number; readonly pass: number; readonly fail: number };
}

const unsteady = 'unsteady: unsteady.mjs failed at first and passed when run again: "unsteady: fails"';

const rows: readonly Row[] = [
  {
    name: 'nothing is run again where nothing fails',
    processes: ['sound'],
    passes: true,
    again: [],
    unsteady: [],
    failures: 0,
    totals: { tests: 1, pass: 1, fail: 0 },
  },
  {
    name: 'a file that passes the second time passes, is named, and is counted once',
    processes: ['sound', 'unsteady'],
    passes: true,
    again: ['unsteady.mjs'],
    unsteady: [unsteady],
    failures: 1,
    totals: { tests: 3, pass: 3, fail: 0 },
  },
  {
    name: 'a file that fails the second time fails',
    processes: ['unsteady', 'broken'],
    passes: false,
    again: ['unsteady.mjs', 'broken.mjs'],
    unsteady: [unsteady],
    failures: 3,
    totals: { tests: 4, pass: 3, fail: 1 },
  },
  {
    name: 'of files that share a process only the one that failed is run again',
    processes: ['sound,unsteady', 'sound'],
    passes: true,
    again: ['unsteady.mjs'],
    unsteady: [unsteady],
    failures: 1,
    totals: { tests: 4, pass: 4, fail: 0 },
  },
  {
    name: 'of files that share a process one fails the second time',
    processes: ['broken,sound,unsteady'],
    passes: false,
    again: ['broken.mjs', 'unsteady.mjs'],
    unsteady: [unsteady],
    failures: 3,
    totals: { tests: 5, pass: 4, fail: 1 },
  },
  {
    name: 'where it is not known which file of a process failed, none is run again',
    processes: ['sound,silent', 'unsteady'],
    passes: false,
    again: [],
    unsteady: [],
    failures: 2,
    totals: { tests: 4, pass: 2, fail: 2 },
  },
  {
    name: 'where more than three files fail, none is run again',
    processes: ['unsteady', 'broken', 'broken-b', 'broken-c'],
    passes: false,
    again: [],
    unsteady: [],
    failures: 4,
    totals: { tests: 8, pass: 4, fail: 4 },
  },
];

for (const { name, processes, ...expected } of rows) {
  test(name, () => {
    const place = mkdtempSync(path.join(tmpdir(), 'again-'));
    try {
      const { status, stdout } = play(processes, place);
      const lines = stdout.trimEnd().split('\n');
      // Above it stands what failed, in full.
      const summary = lines.slice(lines.lastIndexOf('') + 1);
      const count = (total: string) =>
        Number(summary.find((line) => line.startsWith(`# ${total} `))?.split(' ')[2]);
      assert.deepEqual(
        {
          passes: status === 0,
          again: lines.flatMap((line) => /(\S+) is run again, alone/.exec(line)?.[1] ?? []),
          unsteady: summary.filter((line) => line.startsWith('unsteady: ')),
          failures: (stdout.split('failing tests:')[1] ?? '').split('test at ').length - 1,
          totals: { tests: count('tests'), pass: count('pass'), fail: count('fail') },
        },
        expected,
        stdout,
      );
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
}

function play(processes: readonly string[], place: string): { status: number | null; stdout: string } {
  const script = fileURLToPath(new URL('./fixtures/again/run.mjs', import.meta.url));
  // Node's runner refuses to run inside of a test.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return spawnSync(process.execPath, [script, ...processes], {
    encoding: 'utf8',
    env: { ...env, AGAIN_PLACE: place },
  });
}
