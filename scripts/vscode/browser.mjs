import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../setup/command.mjs';
import { progress } from '../setup/progress.mjs';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
];

/**
 * A browser of the Chromium family for the tests: any that is installed, else Debian's, which this installs where it
 * may. `BACKSTEP_BROWSER` names one.
 * @returns {Promise<string>} its absolute path
 */
export async function findBrowser() {
  const named = process.env['BACKSTEP_BROWSER'];
  if (named !== undefined) {
    if (await answers(named)) return named;
    throw new Error(
      `no-browser: BACKSTEP_BROWSER is ${named}, which does not start. Set it to the path of a Chromium, Chrome or Edge.`,
    );
  }
  const present = await firstThatAnswers();
  if (present !== undefined) return present;

  const installed = (await installWithApt()) ? await firstThatAnswers() : undefined;
  if (installed !== undefined) return installed;
  throw new Error(
    'no-browser: the tests in a real VS Code need Chromium, Chrome or Edge, and none is installed. Install one (on Debian: sudo apt-get install chromium), or set BACKSTEP_BROWSER to its path.',
  );
}

async function firstThatAnswers() {
  for (const file of candidates()) {
    if (await answers(file)) return file;
  }
  return undefined;
}

/** @returns {string[]} */
function candidates() {
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) =>
    folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending))),
  );
  return [...onPath, ...usualPlaces()].filter(isExecutable);
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  const programs = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap(
    (name) => process.env[name] ?? [],
  );
  return programs.flatMap((folder) => [
    path.join(folder, 'Google/Chrome/Application/chrome.exe'),
    path.join(folder, 'Microsoft/Edge/Application/msedge.exe'),
  ]);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Some systems put a script in a browser's place that only tells how to install it. On Windows a browser that is asked
 * for its version opens a window, so there it is believed.
 * @param {string} file
 */
async function answers(file) {
  if (process.platform === 'win32') return isExecutable(file);
  try {
    return /\d+\.\d+/.test(await runCommand(file, ['--version'], { timeout: 20_000 }));
  } catch {
    return false;
  }
}

/** Whether apt was there, was allowed, and did its work. */
async function installWithApt() {
  if (process.platform !== 'linux') return false;
  const apt = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => `${folder}/apt-get`)
    .find(isExecutable);
  if (apt === undefined) return false;
  const before = await privileges();
  if (before === undefined) return false;

  /** @param {string[]} args */
  const run = (...args) =>
    runCommand(
      /** @type {string} */ (before[0] ?? apt),
      before.length > 0 ? [...before.slice(1), apt, ...args] : args,
      {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      },
    );
  try {
    await progress("Installing Debian's Chromium for the tests in a real VS Code", async () => {
      // Old lists of packages are often good enough, so a mirror that cannot be reached is no reason to stop.
      await run('update', '-qq').catch((error) => console.error(error.message));
      await run('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
    });
    return true;
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    return false;
  }
}

/** What to put before a command that needs root: nothing for root, sudo where it asks for no password. */
async function privileges() {
  if (process.getuid?.() === 0) return [];
  try {
    await runCommand('sudo', ['-n', 'true']);
    return ['sudo', '-n'];
  } catch {
    return undefined;
  }
}
