import './setup/nodeVersion.mjs';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Holds the graph against the corpus of workflow classes whose true edges are known: `npm run corpus`, or
 * `npm run corpus -- --json` for one JSON document.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const unknown = words.filter((word) => word !== '--json');
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')} is not an option of npm run corpus: it takes --json alone.`);
  process.exit(2);
}

// The graph is read by the compiler in dist/. What the build prints would spoil a JSON document.
run([path.join(root, 'scripts/build.mjs'), '--quiet'], 'ignore');
const folder = path.join(root, 'build', 'corpus', String(process.pid));
try {
  const { compileTests } = await import('./test/compile.mjs');
  const files = [path.join(root, 'test/extract/proof.ts')];
  const [compiled] = await compileTests({ root, files, outdir: folder });
  run(['--enable-source-maps', /** @type {string} */ (compiled), ...words], 'inherit');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string[]} args
 * @param {'inherit' | 'ignore'} stdout
 */
function run(args, stdout) {
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', stdout, 'inherit'] });
  if (status !== 0) process.exitCode = status ?? 1;
}
