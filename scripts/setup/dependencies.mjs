import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runNpm } from './command.mjs';
import { progress } from './progress.mjs';

/**
 * Installs the project's own dependencies when they are missing or not those that the lock file names.
 * @param {string} root
 */
export async function installDependencies(root) {
  if (await areInstalled(root)) return;
  await progress("Installing the project's dependencies", () =>
    runNpm(['ci', '--no-audit', '--no-fund'], { cwd: root }),
  );
}

/**
 * npm writes its own record into node_modules as the last act of an install, so an interrupted one has none.
 * @param {string} root
 */
async function areInstalled(root) {
  const wanted = await packagesIn(path.join(root, 'package-lock.json'));
  const installed = await packagesIn(path.join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(
    ([folder, { version, optional }]) =>
      folder === '' || optional === true || installed[folder]?.version === version,
  );
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, { version?: string, optional?: boolean }>>}
 */
async function packagesIn(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {};
    throw error;
  }
}
