import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { thirdPartyNotices } from '../../scripts/build/notices.mjs';
import { shippedFiles } from '../../scripts/build/shipped.mjs';
import { root } from './sources.ts';

const manifest: Record<string, unknown> = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

test('an installed Backstep needs no other package: everything is bundled', () => {
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
    assert.equal(manifest[kind], undefined, kind);
  }
});

test('the lock file names every package for every platform and no registry', () => {
  const lock: Lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const locked = new Set(Object.keys(lock.packages).map((place) => place.replace(/^.*node_modules\//, '')));
  const missing = Object.values(lock.packages).flatMap(({ dependencies, optionalDependencies }) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !locked.has(name)),
  );
  assert.deepEqual(missing, []);
  assert.equal(
    Object.values(lock.packages).find(({ resolved }) => resolved !== undefined),
    undefined,
  );
});

test('the notices speak of every package that is shipped', async () => {
  const present = readFileSync(path.join(root, 'ThirdPartyNotices.txt'), 'utf8');
  assert.equal(present, await thirdPartyNotices(root), 'ThirdPartyNotices.txt is old: run npm run notices');
});

describe('the npm package', async () => {
  const packed = await shippedFiles(root);
  const names = packed.files.map((file) => file.path);

  const expected = [
    'package.json',
    'LICENSE',
    'ThirdPartyNotices.txt',
    'dist/cli.js',
    'dist/host.js',
    'dist/hooks.js',
    'dist/worker.js',
    'dist/dist.js',
    'dist/index.js',
    'dist/index.cjs',
    'dist/extension.cjs',
    'dist/compiler.cjs',
    'dist/sql-wasm.wasm',
    'dist/webview.js',
    'dist/webview.css',
    'dist/layout.js',
    'dist/recording.js',
    'dist/recording.css',
    'dist/codicons/codicon.css',
    'dist/types/runtime/index.d.ts',
    'dist/types/cjs/package.json',
  ];
  for (const name of expected) {
    test(`holds ${name}`, () => assert.ok(names.includes(name)));
  }

  test('holds no source, test or source map', () => {
    const alien = /^(?!dist\/|extension\/media\/|[^/]*$)|\.map$|(?<!\.d)\.ts$|\.unfinished$/;
    assert.deepEqual(
      names.filter((name) => alien.test(name)),
      [],
    );
  });

  test('is below 5 MB', () => {
    assert.ok(packed.size < 5_000_000, `${packed.size} bytes`);
  });
});

test('what VS Code loads at activation is below 250 KB', () => {
  const { size } = statSync(distFile('extension.cjs'));
  assert.ok(size < 250_000, `${size} bytes`);
});

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly resolved?: string;
        readonly dependencies?: Readonly<Record<string, string>>;
        readonly optionalDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}
