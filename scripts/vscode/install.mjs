import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runNpm } from '../setup/command.mjs';
import { isRunning } from '../setup/isRunning.mjs';
import { progress } from '../setup/progress.mjs';

/** code-server carries VS Code's server and wants Node 24, which comes from npm too: nothing else is downloaded. */
const codeServer = '4.139.1';
const node = '24.21.0';

/** @typedef {{ node: string, serverMain: string }} Installation */

/**
 * A VS Code that a browser can show, installed from npm into a cache folder unless it is there already.
 * `BACKSTEP_VSCODE_CACHE` names another folder than `.cache/vscode`.
 * @param {string} root
 * @returns {Promise<Installation>}
 */
export async function installVsCode(root) {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(
      `no-vscode-server: the VS Code server from npm runs on Linux (x64, arm64), and this is ${process.platform} (${process.arch}). Install VS Code with its "code" command on the PATH for npm start, run npm run test:electron for the tests in it, and the other stages by their names: npm test -- format-lint types architecture unit dap.`,
    );
  }
  const cache = process.env['BACKSTEP_VSCODE_CACHE'] ?? path.join(root, '.cache', 'vscode');
  const home = path.join(cache, `code-server-${codeServer}-node-${node}-${process.arch}`);
  if (!existsSync(home)) await install(cache, home);
  return locate(home);
}

/**
 * Installs into a folder of its own and renames that at the end, so that a folder of the right name is always whole.
 * @param {string} cache
 * @param {string} home
 */
async function install(cache, home) {
  await removeAbandoned(cache);
  const unfinished = path.join(cache, `unfinished-${process.pid}`);
  await mkdir(unfinished, { recursive: true });
  try {
    await writeFile(path.join(unfinished, 'package.json'), '{ "private": true }\n');
    await progress(`Installing VS Code from npm, step 1 of 3: code-server ${codeServer} (about 380 MB)`, () =>
      npmInstall(unfinished, [`node-linux-${process.arch}@${node}`, `code-server@${codeServer}`]),
    );
    const vscode = path.join(unfinished, 'node_modules/code-server/lib/vscode');
    await progress('Installing VS Code from npm, step 2 of 3: its server (about 400 MB)', () =>
      npmInstall(vscode, ['--omit=dev']),
    );
    await progress('Installing VS Code from npm, step 3 of 3: its extensions', () =>
      npmInstall(path.join(vscode, 'extensions'), ['--omit=dev']),
    );
    await rename(unfinished, home).catch((error) => {
      // Somebody else installed the same meanwhile.
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/**
 * Scripts of packages do not run: they would build native parts, without which the server works.
 * @param {string} folder
 * @param {string[]} args
 */
function npmInstall(folder, args) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-save'];
  return runNpm(['install', '--prefix', folder, ...quiet, ...args], { cwd: folder });
}

/** @param {string} cache */
async function removeAbandoned(cache) {
  for (const name of existsSync(cache) ? await readdir(cache) : []) {
    const pid = /^unfinished-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(path.join(cache, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} home
 * @returns {Installation}
 */
function locate(home) {
  return {
    node: path.join(home, `node_modules/node-linux-${process.arch}/bin/node`),
    serverMain: path.join(home, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}
