import { existsSync } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import {
  authorEntry,
  distEntry,
  extensionEntry,
  nodeEntries,
  webviewEntries,
  webviewStyles,
} from './entries.mjs';
import { fingerprint } from './output.mjs';

const require = createRequire(import.meta.url);

/** @typedef {ReturnType<typeof import('./output.mjs').createOutput>} Output */
/** @typedef {{ root: string, output: Output }} Context */

/**
 * CommonJS packages inside an ES module ask for `require` and `__dirname`, which only the file around them can give.
 */
const commonJsNames = [
  "import { createRequire as backstepCreateRequire } from 'node:module';",
  "import { fileURLToPath as backstepFileURLToPath } from 'node:url';",
  'const require = backstepCreateRequire(import.meta.url);',
  'const __filename = backstepFileURLToPath(import.meta.url);',
  "const __dirname = backstepFileURLToPath(new URL('.', import.meta.url));",
].join('\n');

/** @param {Context} context */
export async function buildNode({ root, output }) {
  const result = await esbuild.build({
    ...shared(root),
    outdir: output.folder,
    entryPoints: nodeEntries,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    banner: { js: commonJsNames },
    minify: true,
    plugins: [distStaysOutside(root)],
  });
  await output.writeBundles(result);
}

/** @param {Context} context */
export async function buildDist({ root, output }) {
  const result = await esbuild.build({
    ...shared(root),
    outdir: output.folder,
    entryPoints: { dist: distEntry },
    platform: 'node',
    target: 'node20',
    format: 'esm',
  });
  await output.writeBundles(result);
}

/**
 * The author's API stays readable, since it is what people meet when they step out of their own code.
 * @param {Context} context
 */
export async function buildAuthorApi({ root, output }) {
  for (const [format, extension] of /** @type {const} */ ([
    ['esm', '.js'],
    ['cjs', '.cjs'],
  ])) {
    const result = await esbuild.build({
      ...shared(root),
      outdir: output.folder,
      entryPoints: { index: authorEntry },
      outExtension: { '.js': extension },
      platform: 'neutral',
      target: 'es2022',
      format,
    });
    await output.writeBundles(result);
  }
}

/** @param {Context} context */
export async function buildExtension({ root, output }) {
  const result = await esbuild.build({
    ...shared(root),
    outdir: output.folder,
    entryPoints: { extension: extensionEntry },
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    plugins: [vscodeOnce],
  });
  await output.writeBundles(result);
}

/**
 * Makes a module of the script that elkjs is. As CommonJS it would stand inside a function, and a browser reads a function
 * twice: once to find its end, and again when it is called. For this one that is a tenth of the time until a first layout.
 * @type {import('esbuild').Plugin}
 */
const elkOnce = {
  name: 'elk-once',
  setup({ onLoad }) {
    onLoad({ filter: /elk-worker\.min\.js$/ }, async ({ path: file }) => {
      const script = await readFile(file, 'utf8');
      return {
        contents: `const exports = {}; const module = { exports };\n${script}\nexport const { Worker } = module.exports;`,
      };
    });
  },
};

/** @param {Context} context */
export async function buildWebview({ root, output }) {
  const settings = {
    ...shared(root),
    /** @type {'browser'} */ platform: 'browser',
    target: 'es2022',
    minify: true,
  };
  const scripts = await esbuild.build({
    ...settings,
    outdir: output.folder,
    entryPoints: webviewEntries,
    format: 'iife',
    loader: { '.css': 'empty' },
    // elkjs asks for a package that it never needs once its own worker is bundled.
    external: ['web-worker'],
    plugins: [elkOnce],
  });
  await output.writeBundles(scripts);

  for (const [name, folder] of Object.entries(webviewStyles)) {
    const styles = (await readdir(path.join(root, folder))).filter((file) => file.endsWith('.css')).sort();
    const result = await esbuild.build({
      ...settings,
      stdin: {
        contents: styles.map((file) => `@import ${JSON.stringify(`./${file}`)};`).join('\n'),
        loader: 'css',
        resolveDir: path.join(root, folder),
      },
      outfile: path.join(output.folder, `${name}.css`),
      external: ['*.ttf'],
    });
    await output.writeBundles(result);
  }
}

/**
 * The compiler that ts-morph carries, without ts-morph's own classes: nothing here uses them, and making them takes a tenth
 * of the time until a first graph. Bundling it is half of a build and changes only with its version, so this bundle names
 * on its first line what it was made of, and is made again only when that differs.
 * @param {Context} context
 */
export async function buildCompiler({ root, output }) {
  const file = path.join(output.folder, 'compiler.cjs');
  /** @type {import('esbuild').BuildOptions & { write: false }} */
  const settings = {
    ...shared(root),
    outdir: output.folder,
    entryPoints: { compiler: createRequire(require.resolve('ts-morph')).resolve('@ts-morph/common') },
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    sourcemap: false,
  };
  const versions = ['ts-morph', '@ts-morph/common', 'esbuild'].map(
    (name) => require(`${root}/node_modules/${name}/package.json`).version,
  );
  const madeOf = `// ts-morph ${versions[0]}, ${fingerprint(['without its classes', versions, settings.target, settings.minify])}`;
  if (existsSync(file) && (await firstLine(file, madeOf.length)) === madeOf) {
    output.keep(file);
    return;
  }
  const result = await esbuild.build({ ...settings, banner: { js: madeOf } });
  await output.writeBundles(result);
}

/** @param {Context} context */
export async function copyAssets({ root, output }) {
  const copies = {
    'sql-wasm.wasm': 'sql.js/dist/sql-wasm.wasm',
    'codicons/codicon.css': '@vscode/codicons/dist/codicon.css',
    'codicons/codicon.ttf': '@vscode/codicons/dist/codicon.ttf',
  };
  for (const [to, from] of Object.entries(copies)) {
    const contents = await readFile(path.join(root, 'node_modules', from));
    await output.write(path.join(output.folder, to), contents);
  }
}

/**
 * @param {string} root
 */
function shared(root) {
  return {
    absWorkingDir: root,
    bundle: true,
    /** @type {'linked'} */ sourcemap: 'linked',
    sourcesContent: true,
    /** @type {'warning'} */ logLevel: 'warning',
    /** @type {'none'} */ legalComments: 'none',
    /** @type {false} */ write: false,
  };
}

/**
 * Every bundle shares the one `dist.js`, since only a file that really lies in `dist/` can say where that is.
 * @param {string} root
 * @returns {import('esbuild').Plugin}
 */
function distStaysOutside(root) {
  const dist = path.join(root, distEntry);
  return {
    name: 'dist-stays-outside',
    setup(build) {
      build.onResolve({ filter: /\/dist\.ts$/ }, ({ path: wanted, resolveDir, kind }) =>
        kind !== 'entry-point' && path.resolve(resolveDir, wanted) === dist
          ? { path: './dist.js', external: true }
          : undefined,
      );
    },
  };
}

/**
 * Every file that imports `vscode` would copy the whole API into an object of its own when the bundle is loaded, which is
 * most of the time that loading takes. So they all share the one copy of a module that passes it on.
 * @type {import('esbuild').Plugin}
 */
const vscodeOnce = {
  name: 'vscode-once',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'vscode-once'
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace: 'vscode-once' },
    );
    build.onLoad({ filter: /.*/, namespace: 'vscode-once' }, () => ({
      contents: "export * from 'vscode';",
      loader: 'js',
    }));
  },
};

/**
 * @param {string} file
 * @param {number} length
 */
async function firstLine(file, length) {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
