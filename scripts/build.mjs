import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  buildAuthorApi,
  buildCompiler,
  buildDist,
  buildExtension,
  buildNode,
  buildWebview,
  copyAssets,
} from './build/bundles.mjs';
import { buildDeclarations } from './build/declarations.mjs';
import { createOutput } from './build/output.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const quiet = process.argv.includes('--quiet');
const clean = process.argv.includes('--clean');
const started = performance.now();

const output = createOutput(path.join(root, 'dist'));
await mkdir(output.folder, { recursive: true });

const context = { root, output };
const failures = (
  await Promise.all([
    step('declarations', buildDeclarations),
    step('Node bundles', buildNode),
    step('dist', buildDist),
    step("author's API", buildAuthorApi),
    step('extension', buildExtension),
    step('webview', buildWebview),
    step('compiler', buildCompiler),
    step('assets', copyAssets),
  ])
).flat();
if (failures.length > 0) {
  console.error(`build-failed: ${failures.join('\n')}`);
  process.exit(1);
}
await output.removeStale({ all: clean });

if (!quiet) {
  for (const { name, bytes } of await output.sizes()) {
    if (bytes >= 10_000) console.log(`${kilobytes(bytes).padStart(10)}  dist/${name}`);
  }
}
console.log(`Built dist/ in ${seconds(started)}.`);

/**
 * One part of the build; the others go on when it fails, so that their bundles are new all the same.
 * @param {string} name
 * @param {(given: typeof context) => Promise<void>} build
 * @returns {Promise<string[]>} what went wrong
 */
async function step(name, build) {
  const began = performance.now();
  try {
    await build(context);
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : error}`];
  }
  if (!quiet) console.log(`  built ${name} (${seconds(began)})`);
  return [];
}

/** @param {number} from */
function seconds(from) {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
