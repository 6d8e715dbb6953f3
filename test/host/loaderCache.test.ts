import assert from 'node:assert/strict';
import {
  cpSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { cacheKey, createOutputCache } from '../../runtime/host/loader/outputCache.ts';
import { type Bench, createBench, writeFiles } from './loader/project.ts';

const files = {
  'package.json': { type: 'module' },
  'workflow.ts': "import { other } from './other.ts';\nexport const run = (): unknown[] => [other];",
  'other.ts':
    "class Base { set field(value: number) { other = 'set'; } }\nexport let other = 'defined';\nnew (class extends Base { field = 1; })();",
};

describe('the cache of what was compiled', () => {
  let bench: Bench;
  before(async () => {
    bench = await createBench();
  });
  after(() => bench.remove());

  const loads = async (
    folder: string,
    cache: string,
    expected: unknown,
    dist = path.dirname(distFile('dist.js')),
  ) => {
    const [outcome] = await bench.load([path.join(folder, 'workflow.ts')], { cache, dist });
    assert.deepEqual(outcome?.error, null);
    assert.deepEqual(outcome?.value, expected);
  };
  const entries = (cache: string) => {
    const folder = path.join(cache, 'backstep', 'transpiled');
    return readdirSync(folder).map((name) => path.join(folder, name));
  };

  test('spares the next process the compiler', async () => {
    const folder = bench.project(files);
    const dist = path.join(bench.folder, 'dist');
    cpSync(path.dirname(distFile('dist.js')), dist, {
      recursive: true,
      filter: (file) => !file.endsWith('.map'),
    });
    writeFiles(bench.folder, { 'package.json': { type: 'module' } });
    const compiler = path.join(dist, 'compiler.cjs');
    const { size } = statSync(compiler);
    utimesSync(compiler, 1_000_000_000, 1_000_000_000);
    const cache = path.join(bench.folder, 'warm');
    await loads(folder, cache, ['defined'], dist);

    // A compiler that looks like the one before and cannot be used.
    writeFileSync(compiler, 'throw new Error("the compiler was loaded");'.padEnd(size));
    utimesSync(compiler, 1_000_000_000, 1_000_000_000);
    for (const file of readdirSync(path.join(cache, 'backstep'))) {
      if (file.startsWith('compiler-')) truncateSync(path.join(cache, 'backstep', file));
    }
    await loads(folder, cache, ['defined'], dist);

    writeFiles(folder, { 'other.ts': "export const other = 'changed';" });
    const [outcome] = await bench.load([path.join(folder, 'workflow.ts')], { cache, dist });
    assert.match(outcome?.error?.message ?? '', /the compiler was loaded/);
  });

  test('follows the source and the settings', async () => {
    const folder = bench.project(files);
    const cache = path.join(bench.folder, 'followed');
    await loads(folder, cache, ['defined']);
    writeFiles(folder, { 'tsconfig.json': { compilerOptions: { useDefineForClassFields: false } } });
    await loads(folder, cache, ['set']);
    writeFiles(folder, { 'other.ts': "export const other = 'changed';" });
    await loads(folder, cache, ['changed']);
  });

  test('may be damaged', async () => {
    const folder = bench.project(files);
    const cache = path.join(bench.folder, 'damaged');
    const damages: readonly ((file: string) => void)[] = [
      (file) => truncateSync(file, statSync(file).size - 20),
      (file) => writeFileSync(file, ''),
      (file) => writeFileSync(file, 'not what was written'),
      (file) => writeFileSync(file, readFileSync(file, 'latin1').replace('defined', 'damaged')),
    ];
    await loads(folder, cache, ['defined']);
    for (const damage of damages) {
      for (const file of entries(cache)) damage(file);
      await loads(folder, cache, ['defined']);
    }
  });

  test('may be out of reach', async () => {
    const folder = bench.project({ ...files, 'cache-is-a-file': '' });
    await loads(folder, path.join(folder, 'cache-is-a-file'), ['defined']);
  });

  test('may be filled by several processes at once', async () => {
    const folder = bench.project(files);
    const cache = path.join(bench.folder, 'shared');
    await Promise.all([1, 2, 3].map(() => loads(folder, cache, ['defined'])));
    assert.equal(entries(cache).filter((file) => path.basename(file).includes('.')).length, 0);
    await loads(folder, cache, ['defined']);
  });

  test('forgets what was of no use for longest', () => {
    const folder = path.join(bench.folder, 'pruned');
    const cache = createOutputCache(folder, { entries: 3, bytes: 1_000 });
    const keys = ['aa', 'bb', 'cc', 'dd'].map((part) => part + cacheKey([part]));
    for (const [index, key] of keys.entries()) {
      cache.write(key, `text ${index}`);
      utimesSync(path.join(folder, key), 1_000 + index, 1_000 + index);
    }
    assert.equal(cache.read(keys[0] ?? ''), 'text 0', 'reading makes it the latest');
    cache.write('00', 'last');
    assert.deepEqual(
      [...keys, '00'].map((key) => cache.read(key)),
      ['text 0', null, null, 'text 3', 'last'],
    );
    for (const name of readdirSync(folder)) utimesSync(path.join(folder, name), 1_000, 1_000);
    cache.write('001', 'x'.repeat(970));
    assert.deepEqual(readdirSync(folder), ['001'], 'an entry and its neighbours fit the bytes');
  });
});
