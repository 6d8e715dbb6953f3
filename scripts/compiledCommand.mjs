import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds the product, compiles a file of the tests and runs it with these words; its exit code becomes this process's.
 * @param {string} file
 * @param {string[]} words
 */
export async function runCompiled(file, words) {
  // What the build prints would spoil a JSON document.
  run([path.join(root, 'scripts/build.mjs'), '--quiet'], 'ignore');
  const folder = path.join(root, 'build', 'command', String(process.pid));
  try {
    const { compileTests } = await import('./test/compile.mjs');
    const [compiled] = await compileTests({ root, files: [path.join(root, file)], outdir: folder });
    run(['--enable-source-maps', /** @type {string} */ (compiled), ...words], 'inherit');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} args
 * @param {'inherit' | 'ignore'} stdout
 */
function run(args, stdout) {
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', stdout, 'inherit'] });
  if (status !== 0) process.exitCode = status ?? 1;
}
