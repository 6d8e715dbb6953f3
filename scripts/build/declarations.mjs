import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { authorEntry } from './entries.mjs';
import { filesUnder } from './output.mjs';

/**
 * Declarations of the author's API, once for ES modules and once for CommonJS: TypeScript decides by the nearest
 * package.json which of the two a declaration describes, and refuses to `require` the other kind.
 * @param {{ root: string, output: ReturnType<typeof import('./output.mjs').createOutput> }} context
 */
export async function buildDeclarations({ root, output }) {
  const emitted = await mkdtemp(path.join(tmpdir(), 'backstep-types-'));
  try {
    await tsc(root, ['-p', 'scripts/build/tsconfig.declarations.json', '--outDir', emitted]);
    for (const file of await filesUnder(emitted)) {
      const name = path.relative(emitted, file);
      const text = withJsExtensions(await readFile(file, 'utf8'));
      await output.write(path.join(output.folder, 'types', name), text);
      await output.write(path.join(output.folder, 'types', 'cjs', name), text);
    }
    await output.write(path.join(output.folder, 'types', 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
  } finally {
    await rm(emitted, { recursive: true, force: true });
  }
}

/**
 * The sources import each other as `.ts`, which a consumer's compiler refuses outside its own project.
 * @param {string} text
 */
function withJsExtensions(text) {
  return text.replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2');
}

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function tsc(root, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`declarations-failed: the declarations of ${authorEntry} have errors:\n${text}`));
    });
  });
}
