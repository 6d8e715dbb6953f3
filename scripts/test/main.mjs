import { setMaxListeners } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../setup/command.mjs';
import { installDependencies } from '../setup/dependencies.mjs';
import { isRunning } from '../setup/isRunning.mjs';
import { findBrowser } from '../vscode/browser.mjs';
import { installVsCode } from '../vscode/install.mjs';
import { checks } from './checks.mjs';
import { plan } from './stages.mjs';
import { groupByWindow } from './windows.mjs';
import { createWorkplace } from './workplace.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** How long one process of tests may take before it is ended and counted as failed; one of VS Code plays many files. */
const fileTimeout = { vscode: 1_800_000, others: 240_000 };

/** @param {string[]} args */
export async function main(args) {
  const planned = await plan(root, args);
  await installDependencies(root);
  await build(planned);

  for (const stage of planned.checks) {
    console.log(`Checking ${stage} …`);
    await checks[stage]?.(root);
  }
  if (planned.tests.length === 0) return true;
  await provide(planned.tests.flatMap(({ files }) => files));

  removeAbandoned();
  const workplace = createWorkplace(root);
  const abort = new AbortController();
  // Every file that runs listens.
  setMaxListeners(0, abort.signal);
  const stop = () => abort.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await runStages(planned, workplace, abort.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    workplace.remove();
  }
}

/** @param {{ narrowed: boolean }} planned */
async function build({ narrowed }) {
  try {
    await runCommand(process.execPath, ['scripts/build.mjs', '--quiet'], { cwd: root, show: true });
  } catch (error) {
    // Who runs one folder of tests may be in the middle of changing another; its own bundle may still be sound.
    if (!narrowed) throw error;
    console.error('The build failed, so these tests meet what an earlier build left in dist/.');
  }
}

/**
 * Installs what some tests need before any test runs, so that no test's time goes into that.
 * @param {string[]} files
 */
async function provide(files) {
  const anyIn = (/** @type {string} */ folder) => files.some((file) => isIn(folder, file));
  if (anyIn('vscode')) await installVsCode(root);
  if (anyIn('vscode') || anyIn('webview')) await findBrowser();
}

/**
 * @param {string} folder
 * @param {string} file
 */
function isIn(folder, file) {
  return file.startsWith(path.join(root, 'test', folder) + path.sep);
}

/**
 * @param {{ narrowed: boolean, tests: { stage: string, files: string[] }[] }} planned
 * @param {ReturnType<typeof createWorkplace>} workplace
 * @param {AbortSignal} signal
 */
async function runStages({ narrowed, tests }, workplace, signal) {
  // These import packages, which a fresh clone has only after the installation.
  const { compileTests } = await import('./compile.mjs');
  const { runTests } = await import('./run.mjs');

  const files = tests.flatMap((stage) => stage.files);
  const windows = files.filter((file) => isIn('vscode', file));
  // A real VS Code keeps one core busy and waits on the other: there is one at a time, and other tests beside it.
  const cores = Math.min(4, availableParallelism());
  const others = files.filter((file) => !windows.includes(file));
  const batches = [];
  for (const { name, chosen, concurrency } of /** @type {const} */ ([
    { name: 'others', chosen: others, concurrency: windows.length > 0 ? Math.max(1, cores - 1) : cores },
    { name: 'vscode', chosen: windows, concurrency: 1 },
  ])) {
    if (chosen.length === 0) continue;
    const outdir = path.join(workplace.compiled, name);
    const compiled = await compileTests({ root, outdir, files: chosen });
    const sources = chosen.map((file, index) => ({
      name: path.relative(root, file).replaceAll(path.sep, '/'),
      compiled: /** @type {string} */ (compiled[index]),
    }));
    const processes =
      name === 'vscode'
        ? await groupByWindow(sources, { folder: path.join(root, 'test', name), outdir })
        : sources.map((source) => ({ compiled: source.compiled, sources: [source] }));
    // Whoever runs a few files looks at them, and runs them again.
    const again = name === 'vscode' && !narrowed;
    batches.push({ processes, concurrency, fileTimeout: fileTimeout[name], again });
  }
  const left = () => workplace.leftovers();
  return await runTests(batches, signal, left);
}

/** Removes compiled tests of runs that were killed before they could tidy up. */
function removeAbandoned() {
  const folder = path.join(root, 'build', 'test');
  for (const name of readFolder(folder)) {
    if (!isRunning(Number(name))) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** @param {string} folder */
function readFolder(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
}
