import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';

/** Draws an example in a process of its own, with the caches in a folder, and returns how many states it has. */
function statesWithCache(folder: string): number {
  const env = { ...process.env, XDG_CACHE_HOME: folder };
  const file = distFile('../examples/answer-refinement.ts');
  const output = execFileSync(process.execPath, [distFile('cli.js'), 'graph', file, '--json'], {
    env,
    encoding: 'utf8',
  });
  return (JSON.parse(output) as { workflows: { states: unknown[] }[] }).workflows[0]?.states.length ?? 0;
}

test('the compiler’s cache is written, read, and never trusted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-cache-'));
  try {
    assert.equal(statesWithCache(folder), 5);
    const cache = join(folder, 'backstep');
    const [file] = readdirSync(cache).filter((name) => name.startsWith('compiler-'));
    assert.ok(file);
    assert.equal(statesWithCache(folder), 5);
    truncateSync(join(cache, file), 1000);
    assert.equal(statesWithCache(folder), 5, 'half a cache');
    writeFileSync(join(cache, file), 'no cache at all');
    assert.equal(statesWithCache(folder), 5, 'another file');
    rmSync(cache, { recursive: true });
    writeFileSync(cache, 'a file where the folder should be');
    assert.equal(statesWithCache(folder), 5, 'no folder');
    rmSync(cache);
    chmodSync(folder, 0o500);
    assert.equal(statesWithCache(folder), 5, 'a folder that cannot be written');
    chmodSync(folder, 0o700);
    assert.equal(statesWithCache('/proc/nothing/here'), 5, 'a folder that cannot be made');
  } finally {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  }
});
