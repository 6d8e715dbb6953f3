import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../setup/command.mjs';
import { installDependencies } from '../setup/dependencies.mjs';

/**
 * Runs the scenarios of test/vscode/inside in the desktop VS Code, which @vscode/test-electron downloads: for people
 * with a network and a display.
 */
const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
await installDependencies(root);
await runCommand(process.execPath, ['scripts/build.mjs', '--quiet'], { cwd: root, show: true });
const { bundleInside } = await import('./inside.mjs');
const { runTests } = await import('@vscode/test-electron');

const temporary = await mkdtemp(path.join(tmpdir(), 'backstep-electron-'));
try {
  const extensionTestsPath = path.join(temporary, 'inside', 'index.js');
  await bundleInside({ root, outfile: extensionTestsPath });
  const workspace = path.join(temporary, 'examples');
  await cp(path.join(root, 'examples'), workspace, { recursive: true });
  process.exitCode = await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath,
    launchArgs: [workspace, '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
  });
} finally {
  await rm(temporary, { recursive: true, force: true });
}
