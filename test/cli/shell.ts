import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { distFile } from '../../runtime/dist.ts';

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Shell {
  readonly folder: string;
  /** Runs the built command line in the folder. */
  readonly backstep: (...words: readonly string[]) => Result;
  readonly write: (name: string, text: string) => string;
}

/** A folder of its own for the tests of a file, gone after them, and the command line in it. */
export function shellIn(name: string, env: NodeJS.ProcessEnv = {}): Shell {
  const folder = mkdtempSync(path.join(tmpdir(), `backstep-${name}-`));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    backstep: (...words) => backstepIn(folder, words, env),
    write(file, text) {
      const at = path.join(folder, file);
      writeFileSync(at, text);
      return at;
    },
  };
}

/** Runs the built command line in any folder. */
export function backstepIn(cwd: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Result {
  return spawnSync(process.execPath, [distFile('cli.js'), ...words], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
  });
}

/** One JSON document and nothing else. */
// biome-ignore lint/suspicious/noExplicitAny: each test asserts the shape of what its command printed.
export function json(result: Result): { [name: string]: any } {
  assert.equal(result.stdout.trimEnd().split('\n').length, 1, result.stdout + result.stderr);
  return JSON.parse(result.stdout);
}
