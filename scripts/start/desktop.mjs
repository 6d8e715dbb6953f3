import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** VS Code's command: on the PATH, or where its installer puts it without telling the PATH. */
export function findDesktopCode() {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const usual =
    process.platform === 'darwin' ? ['/Applications/Visual Studio Code.app/Contents/Resources/app/bin'] : [];
  return [...folders, ...usual]
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => existsSync(file));
}

/**
 * Opens a folder and a file of it with an extension under development, and says whether VS Code took it: it refuses without a display,
 * and when root asks.
 * @param {string} code
 * @param {{ extension: string, folder: string, file: string }} what
 * @returns {Promise<boolean>}
 */
export function openDesktopCode(code, { extension, folder, file }) {
  console.log(`Opening ${folder} in VS Code with Backstep loaded from ${extension}.`);
  const args = [`--extensionDevelopmentPath=${extension}`, folder, file];
  return new Promise((resolve, reject) => {
    // On Windows the command is a batch file, which only a shell can start and which needs its own quotes.
    const child =
      process.platform === 'win32'
        ? spawn(
            `"${code}"`,
            args.map((arg) => `"${arg}"`),
            { stdio: 'inherit', shell: true },
          )
        : spawn(code, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (exitCode) => resolve(exitCode === 0));
  });
}
