import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { distFile } from '../../runtime/dist.ts';
import { thirdPartyNotices } from '../../scripts/build/notices.mjs';
import { shippedFiles } from '../../scripts/build/shipped.mjs';
import { readmeAlone } from '../../scripts/package/readme.mjs';
import { createVsix } from '../../scripts/package/vsix.mjs';
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
    'package.nls.json',
    'LICENSE',
    'ThirdPartyNotices.txt',
    'dist/cli.js',
    'dist/expression.js',
    'dist/host.js',
    'dist/hooks.js',
    'dist/terminalGuard.js',
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
    'dist/raster.js',
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
    const alien = /^(?!dist\/|extension\/media\/|l10n\/|[^/]*$)|\.map$|(?<!\.d)\.ts$|\.unfinished$/;
    assert.deepEqual(
      names.filter((name) => alien.test(name)),
      [],
    );
  });

  test('holds what .vscodeignore lets other packers ship, and nothing else', () => {
    const shipped = readFileSync(path.join(root, '.vscodeignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => patternOf(line.slice(1)));
    assert.deepEqual(
      names.filter((name) => !shipped.some((pattern) => pattern.test(name))),
      [],
    );
  });

  test('is below 5 MB', () => {
    assert.ok(packed.size < 5_000_000, `${packed.size} bytes`);
  });
});

describe('the extension as one file', async () => {
  const { name, contents } = await createVsix(root);

  test('is named after its version', () => assert.equal(name, `backstep-${manifest['version']}.vsix`));

  test('is below 5 MB', () => assert.ok(contents.length < 5_000_000, `${contents.length} bytes`));

  test('is the same whenever it is made of the same', async () => {
    assert.ok(contents.equals((await createVsix(root)).contents));
  });

  test('names its files in its directory, each within its bounds', () => {
    const end = contents.length - 22;
    assert.equal(contents.readUInt32LE(end), 0x06054b50);
    let at = contents.readUInt32LE(end + 16);
    const names: string[] = [];
    for (let count = contents.readUInt16LE(end + 10); count > 0; count--) {
      const length = contents.readUInt16LE(at + 28);
      const file = contents.toString('utf8', at + 46, at + 46 + length);
      const start = contents.readUInt32LE(at + 42) + 30 + length;
      const packed = contents.subarray(start, start + contents.readUInt32LE(at + 20));
      assert.equal(inflateRawSync(packed).length, contents.readUInt32LE(at + 24), file);
      names.push(file);
      at += 46 + length;
    }
    for (const wanted of [
      'extension.vsixmanifest',
      'extension/package.json',
      'extension/dist/extension.cjs',
    ]) {
      assert.ok(names.includes(wanted), wanted);
    }
    assert.ok(names.includes(`extension/${manifest['icon']}`));
  });
});

test('the README that is packed shows no picture and leads to no file that is not there', () => {
  const text = readmeAlone(readFileSync(path.join(root, 'README.md'), 'utf8'));
  assert.deepEqual([...text.matchAll(/\]\((?!https?:|#)[^)]*\)/g)].map(String), []);
  assert.equal(
    readmeAlone(
      '![a](docs/a.png)\n\n|  |  |\n| --- | --- |\n| ![a](b.png) | ![b](b.png) |\n| A | B |\n\nSee [the docs](docs/x.md).\n\n[X](docs/x.md) · [Y](docs/y.md)\n\n[Z](docs/z.md)\n\nEnd.\n',
    ),
    'See the docs.\n\nEnd.\n',
  );
});

test('what VS Code loads at activation is below 250 KB', () => {
  const { size } = statSync(distFile('extension.cjs'));
  assert.ok(size < 250_000, `${size} bytes`);
});

/** The few forms of glob that an ignore file of ours uses. */
function patternOf(glob: string): RegExp {
  const source = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(${list.replaceAll(',', '|')})`)
    .replace(/\*\*\/?|\*/g, (star) => (star === '*' ? '[^/]*' : '.*'));
  return new RegExp(`^${source}$`);
}

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
