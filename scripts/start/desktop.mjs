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
 * @param {string} code
 * @param {{ extension: string, folder: string }} what
 * @returns {Promise<void>}
 */
export function openDesktopCode(code, { extension, folder }) {
  console.log(`Opening ${folder} in VS Code with Backstep loaded from ${extension}.`);
  const args = [`--extensionDevelopmentPath=${extension}`, folder];
  const windows = process.platform === 'win32';
  return new Promise((resolve, reject) => {
    // On Windows the command is a batch file, which only a shell can start and which needs its own quotes.
    const child = windows
      ? spawn(
          `"${code}"`,
          args.map((arg) => `"${arg}"`),
          { stdio: 'inherit', shell: true },
        )
      : spawn(code, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (exitCode) => {
      if (exitCode === 0) resolve();
      else {
        reject(
          new Error(
            `vscode-failed: ${code} ended with exit code ${exitCode}. Run npm start -- --server to see Backstep in a browser instead.`,
          ),
        );
      }
    });
  });
}
