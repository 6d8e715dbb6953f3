import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { authorEntry, extensionEntry, nodeEntries, webviewEntries } from './entries.mjs';

/** What is shipped without being seen by the bundler: copied files, and the compiler that ts-morph carries. */
const alsoShipped = ['@vscode/codicons', 'sql.js', 'typescript'];

/**
 * The text of ThirdPartyNotices.txt: every package of which something is in `dist/`, with its own licence files.
 * @param {string} root
 */
export async function thirdPartyNotices(root) {
  const names = [...new Set([...(await bundledPackages(root)), ...alsoShipped])].sort((a, b) =>
    a < b ? -1 : 1,
  );
  const notices = await Promise.all(names.map((name) => notice(path.join(root, 'node_modules', name), name)));
  return `Backstep contains parts of the following packages, each under its own licence.\nWhere a package offers a choice of licences, Backstep takes the first.\n\n${notices.join('\n')}`;
}

/**
 * @param {string} root
 * @returns {Promise<string[]>}
 */
async function bundledPackages(root) {
  const own = [...Object.values(nodeEntries), ...Object.values(webviewEntries), authorEntry, extensionEntry];
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['ts-morph', ...own],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    external: ['vscode', 'web-worker', '*/dist.ts'],
    loader: { '.css': 'empty' },
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  await esbuild.stop();
  return Object.keys(metafile.inputs).flatMap(
    (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
  );
}

/**
 * @param {string} folder
 * @param {string} name
 */
async function notice(folder, name) {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder))
    .filter((file) => /^(licen[sc]e|notice|copying|thirdparty)/i.test(file))
    .sort();
  if (files.length === 0)
    throw new Error(`no-licence-file: the package ${name} has no licence file to ship.`);
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const source = typeof manifest.repository === 'string' ? manifest.repository : manifest.repository?.url;
  // TypeScript is shipped in the version inside ts-morph, whose number no package tells.
  const version = name === 'typescript' ? '' : ` ${manifest.version}`;
  const title = `${name}${version} (${manifest.license}), source: ${source}`;
  const body = texts
    .map((text) =>
      text
        .replace(/^\uFEFF/, '')
        .replaceAll('\r\n', '\n')
        .trim(),
    )
    .join('\n\n');
  return `${'='.repeat(100)}\n${title}\n${'='.repeat(100)}\n\n${body}\n`;
}
