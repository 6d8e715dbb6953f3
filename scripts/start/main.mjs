import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVsix } from '../package/vsix.mjs';
import { runCommand } from '../setup/command.mjs';
import { installDependencies } from '../setup/dependencies.mjs';
import { installVsCode } from '../vscode/install.mjs';
import { installExtension, startVsCodeServer, workbenchAddress } from '../vscode/server.mjs';
import { findDesktopCode, openDesktopCode } from './desktop.mjs';
import { openInBrowser } from './openInBrowser.mjs';

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const examples = path.join(root, 'examples');
/** What the README begins with. */
const first = path.join(examples, 'answer-refinement-endless.ts');

/**
 * Sets everything up and opens VS Code on the examples with the debugger loaded. `--server` asks for VS Code in the
 * browser even where the desktop one is installed.
 * @param {string[]} args
 */
export async function main(args) {
  const unknown = args.find((arg) => arg !== '--server');
  if (unknown !== undefined) {
    throw new Error(`unknown-option: npm start does not know "${unknown}"; it takes only --server.`);
  }
  await installDependencies(root);
  console.log('Building …');
  await runCommand(process.execPath, ['scripts/build.mjs', '--quiet'], { cwd: root, show: true });

  const desktop = args.includes('--server') ? undefined : findDesktopCode();
  if (desktop !== undefined) {
    if (await openDesktopCode(desktop, { extension: root, folder: examples, file: first })) return;
    console.log(`${desktop} did not open; going on with VS Code in a browser.`);
  }
  await serve();
}

async function serve() {
  const installation = await installVsCode(root);
  console.log('Starting VS Code …');
  const dataDir = path.join(root, '.cache', 'vscode-data');
  await installBackstep(installation, dataDir);
  const server = await startVsCodeServer({ installation, dataDir, forTests: false });
  const address = workbenchAddress(server, { folder: examples, file: first });
  console.log(`\nBackstep is ready in VS Code at\n\n  ${address}\n\nPress Ctrl-C to stop it.`);
  openInBrowser(address);

  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  const asked = await Promise.race([stopped.then(() => true), server.ended.then(() => false)]);
  await server.stop();
  if (!asked)
    throw new Error('vscode-server-ended: the VS Code server ended by itself. Run npm start again.');
  console.log('Stopped.');
}

/**
 * Installs Backstep as a person does, unless it is there as it was built now.
 * @param {import('../vscode/install.mjs').Installation} installation
 * @param {string} dataDir
 */
async function installBackstep(installation, dataDir) {
  const { name, contents } = await createVsix(root);
  const vsix = path.join(dataDir, name);
  const before = await readFile(vsix).catch(() => null);
  if (before?.equals(contents)) return;
  await mkdir(dataDir, { recursive: true });
  // What a failed installation left is no proof that it is there.
  const fresh = path.join(dataDir, `new-${name}`);
  await writeFile(fresh, contents);
  await installExtension({ installation, dataDir, vsix: fresh });
  await rename(fresh, vsix);
}
