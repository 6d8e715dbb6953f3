import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../setup/command.mjs';

/**
 * Settings that keep everything out of the picture that is not about the workflow at hand.
 * @type {Readonly<Record<string, unknown>>}
 */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.showReleaseNotes': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * @typedef {object} ServerOptions
 * @property {import('./install.mjs').Installation} installation
 * @property {string} dataDir where the server keeps its data; extensions are installed there too
 * @property {Readonly<Record<string, unknown>>} [settings] beside the quiet ones
 * @property {boolean} [trustEverything] false opens unknown folders in Restricted Mode
 * @property {boolean} [forTests] false leaves out what tests need of it and people would miss: it shows no notifications then
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * Starts a VS Code server that only this machine can reach, on a free port, and waits until it answers.
 * @param {ServerOptions} options
 */
export async function startVsCodeServer({
  installation,
  dataDir,
  settings,
  trustEverything = true,
  forTests = true,
  env,
}) {
  const machine = path.join(dataDir, 'data', 'Machine');
  await mkdir(machine, { recursive: true });
  /** @type {Readonly<Record<string, unknown>>} */
  let current;
  /**
   * Has these settings of the machine's scope and the quiet ones, and no other; a VS Code that runs takes them over at once.
   * @param {Readonly<Record<string, unknown>>} [wanted]
   */
  const setSettings = async (wanted) => {
    current = { ...quietSettings, ...wanted };
    await writeFile(path.join(machine, 'settings.json'), JSON.stringify(current, null, 2));
  };
  await setSettings(settings);

  const child = spawn(
    installation.node,
    [
      installation.serverMain,
      ...['--host', '127.0.0.1', '--port', '0'],
      ...['--server-data-dir', dataDir, '--extensions-dir', path.join(dataDir, 'extensions')],
      '--without-connection-token',
      '--accept-server-license-terms',
      '--telemetry-level=off',
      // A built workbench takes an extension under development from its address only with this.
      ...(forTests ? ['--enable-smoke-test-driver'] : []),
      ...(trustEverything ? ['--disable-workspace-trust'] : []),
    ],
    // A process group of its own, so that everything it starts can be ended with it.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, ...env } },
  );
  const group = endGroup(child);
  const port = await listening(child).catch(async (error) => {
    await group.stop();
    throw error;
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    setSettings,
    /** @param {Readonly<Record<string, unknown>>} changed what becomes of some settings; the others stay */
    changeSettings: (changed) => setSettings({ ...current, ...changed }),
    /** Settles when the server has ended, by itself or not. */
    ended: group.ended,
    stop: group.stop,
  };
}

/**
 * Installs an extension from its file, as a person does, into the data of a server that does not run yet.
 * @param {{ installation: import('./install.mjs').Installation, dataDir: string, vsix: string }} what
 */
export async function installExtension({ installation, dataDir, vsix }) {
  await runCommand(
    installation.node,
    [
      installation.serverMain,
      ...['--server-data-dir', dataDir, '--extensions-dir', path.join(dataDir, 'extensions')],
      ...['--install-extension', vsix, '--force', '--accept-server-license-terms'],
    ],
    { cwd: dataDir },
  );
}

/**
 * The address at which the workbench shows a folder with an extension under development.
 * @param {{ origin: string, authority: string }} server
 * @param {{ folder: string, file?: string, extension?: string | undefined, tests?: string | undefined }} what absolute paths
 */
export function workbenchAddress({ origin, authority }, { folder, file, extension, tests }) {
  const remote = (/** @type {string} */ path) => `vscode-remote://${authority}${encodeURI(path)}`;
  const payload = [];
  if (extension !== undefined) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests !== undefined) payload.push(['extensionTestsPath', remote(tests)]);
  if (file !== undefined) payload.push(['openFile', remote(file)]);
  const query = new URLSearchParams({ folder });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  // The workbench decodes the query as an address does, where a plus sign is no space.
  return `${origin}/?${query.toString().replaceAll('+', '%20')}`;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} the port
 */
function listening(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (/** @type {string} */ reason) =>
      reject(new Error(`vscode-server-failed: ${reason}. It said:\n${text.slice(-3000)}`));
    const timer = setTimeout(() => fail('the VS Code server did not start within 60 s'), 60_000);
    /** @param {Buffer} chunk */
    const read = (chunk) => {
      text = (text + chunk).slice(-20_000);
      const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', (error) => fail(`the VS Code server cannot be started: ${error.message}`));
    child.on('exit', (code) => {
      clearTimeout(timer);
      fail(`the VS Code server ended at once with exit code ${code}`);
    });
  });
}

/**
 * Ends a process and all that it started: gently, then, after three seconds, at once.
 * @param {import('node:child_process').ChildProcess} child started as the leader of its own process group
 */
function endGroup(child) {
  /** @param {NodeJS.Signals} signal */
  const signalGroup = (signal) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
    }
  };
  const atOnce = () => signalGroup('SIGKILL');
  process.once('exit', atOnce);
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    ended,
    async stop() {
      const timer = setTimeout(atOnce, 3_000);
      signalGroup('SIGTERM');
      await ended;
      clearTimeout(timer);
      // The leader has ended; what is left of its group, an extension host that is busy, say, goes now.
      atOnce();
      process.off('exit', atOnce);
    },
  };
}
