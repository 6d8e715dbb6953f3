import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A folder for compiled tests, a folder for their temporary files, and a mark on every process that they start, so that
 * whatever a test forgets is found, named and removed.
 * @param {string} root
 */
export function createWorkplace(root) {
  const compiled = path.join(root, 'build', 'test', String(process.pid));
  const mark = randomUUID();
  // Outside the repository, because what lies inside would find the repository's own package.json and node_modules.
  const temporary = mkdtempSync(path.join(tmpdir(), 'backstep-'));
  process.env['BACKSTEP_TEST_RUN'] = mark;
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = temporary;

  return {
    compiled,

    /** Ends what tests left behind and names it; an empty list is how it should be. */
    async leftovers() {
      // What was told to end may still be on its way out.
      for (let patience = 30; patience > 0 && markedProcesses(mark).length > 0; patience -= 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return markedProcesses(mark).map(({ pid, command }) => {
        process.kill(pid, 'SIGKILL');
        return `left-behind: a test left process ${pid} running: ${command}`;
      });
    },

    remove() {
      rmSync(compiled, { recursive: true, force: true });
      rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/**
 * Only Linux tells what environment a process was started with; elsewhere nothing is found.
 * @param {string} mark
 */
function markedProcesses(mark) {
  if (process.platform !== 'linux') return [];
  const found = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark)) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200);
      if (command !== '') found.push({ pid, command });
    } catch (error) {
      // The process ended meanwhile, or belongs to somebody else.
      if (!['ENOENT', 'EACCES', 'ESRCH', 'EPERM'].includes(errorCode(error))) throw error;
    }
  }
  return found;
}

/** @param {unknown} error */
function errorCode(error) {
  return String(/** @type {NodeJS.ErrnoException} */ (error).code);
}
