import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';

/**
 * Bundles the scenarios that run inside the extension host into the one module that VS Code calls. It is CommonJS,
 * which every VS Code can load, in whatever folder it lies.
 * @param {{ root: string, outfile: string }} given
 */
export async function bundleInside({ root, outfile }) {
  const folder = path.join(root, 'test/vscode/inside');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.inside.ts')).sort();
  if (files.length === 0) throw new Error(`nothing-to-check: no *.inside.ts file in ${folder}.`);
  await esbuild.build({
    absWorkingDir: root,
    stdin: {
      contents: [...files.map((file) => `import './${file}';`), "export { run } from './scenarios.ts';"].join(
        '\n',
      ),
      resolveDir: folder,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  await esbuild.stop();
}
