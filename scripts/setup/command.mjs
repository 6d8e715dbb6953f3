import { spawn } from 'node:child_process';

/** A command that ended badly; the message carries the last lines that it printed. */
export class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {number | null} exitCode
   * @param {string} text
   */
  constructor(command, exitCode, text) {
    const tail = text.trim().split('\n').slice(-60).join('\n');
    super(`command-failed: "${command}" ended with exit code ${exitCode}.\n${tail}`);
    this.exitCode = exitCode;
    this.text = text;
  }
}

/**
 * Runs a command to its end and returns what it printed.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { show?: boolean }} [options] `show` prints the output as it comes
 * @returns {Promise<string>}
 */
export function runCommand(command, args, { show = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const [from, to] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])) {
      from?.setEncoding('utf8');
      from?.on('data', (chunk) => {
        text += chunk;
        if (show) to.write(chunk);
      });
    }
    child.on('error', reject);
    child.on('close', (exitCode) => {
      if (exitCode === 0) resolve(text);
      else reject(new CommandFailed([command, ...args].join(' '), exitCode, show ? '' : text));
    });
  });
}

/**
 * Runs npm, the one that started us where there is one, without asking a shell to find it.
 * @param {string[]} args
 * @param {Parameters<typeof runCommand>[2]} [options]
 */
export function runNpm(args, options) {
  const npm = process.env['npm_execpath'];
  if (npm?.endsWith('.js')) return runCommand(process.execPath, [npm, ...args], options);
  // On Windows npm is a batch file, which only a shell can start; nothing in `args` needs quoting.
  return runCommand('npm', args, { ...options, shell: process.platform === 'win32' });
}
