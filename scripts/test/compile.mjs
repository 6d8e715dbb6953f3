import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

/**
 * Compiles test files and the product code that they import, and returns the compiled files in the same order.
 * @param {{ root: string, outdir: string, files: string[] }} given
 */
export async function compileTests({ root, outdir, files }) {
  const test = path.join(root, 'test');
  const entryPoints = files.map((file) => ({
    in: file,
    out: path.relative(test, file).slice(0, -'.ts'.length),
  }));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[hash]',
    sourcemap: 'linked',
    logLevel: 'warning',
    plugins: [shippedDist(root), textsOfVsCode(test), ownPlace(test)],
  });
  await esbuild.stop();
  return entryPoints.map(({ out }) => path.join(outdir, `${out}.mjs`));
}

/**
 * Tests run against the built package wherever product code asks for a file of it.
 * @param {string} root
 * @returns {esbuild.Plugin}
 */
function shippedDist(root) {
  const dist = path.join(root, 'runtime/dist.ts');
  return {
    name: 'shipped-dist',
    setup(build) {
      build.onResolve({ filter: /\/dist\.ts$/ }, ({ path: wanted, resolveDir }) =>
        path.resolve(resolveDir, wanted) === dist
          ? { path: pathToFileURL(path.join(root, 'dist/dist.js')).href, external: true }
          : undefined,
      );
    },
  };
}

/**
 * Extension code whose only wish of VS Code is its texts is tested without it.
 * @param {string} test
 * @returns {esbuild.Plugin}
 */
function textsOfVsCode(test) {
  return {
    name: 'texts-of-vscode',
    setup(build) {
      build.onResolve({ filter: /^vscode$/ }, () => ({ path: path.join(test, 'extension/vscode.ts') }));
    },
  };
}

/**
 * A test finds its fixtures beside its source, so `import.meta` speaks of the source and not of the compiled file.
 * @param {string} test
 * @returns {esbuild.Plugin}
 */
function ownPlace(test) {
  return {
    name: 'own-place',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        if (!file.startsWith(test + path.sep)) return undefined;
        const text = await readFile(file, 'utf8');
        const place = { url: pathToFileURL(file).href, dirname: path.dirname(file), filename: file };
        return {
          contents: text.replace(/\bimport\.meta\.(url|dirname|filename)\b/g, (_, name) =>
            JSON.stringify(place[/** @type {keyof typeof place} */ (name)]),
          ),
          loader: 'ts',
        };
      });
    },
  };
}
