import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand, runNpm } from './setup/command.mjs';

/** Makes backstep.vsix from a clean build. The packager is fetched for the occasion: nobody else needs it. */
const root = path.resolve(fileURLToPath(new URL('..', import.meta.url)));
await runCommand(process.execPath, ['scripts/build.mjs', '--clean'], { cwd: root, show: true });
await runNpm(
  [
    'exec',
    '--yes',
    '--package=@vscode/vsce@3.9.2',
    '--',
    'vsce',
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--out',
    'backstep.vsix',
  ],
  { cwd: root, show: true },
);
