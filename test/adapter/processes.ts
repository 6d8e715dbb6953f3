import { existsSync, readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';

/** Lines for the top of a workflow file that tell its process's id in a file. */
export function tellsItsPid(file: string): string {
  return `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(file)}, String(process.pid));`;
}

/** The id that a workflow's process has told; it waits for one that is not `before`. */
export async function pidIn(file: string, before = 0): Promise<number> {
  let pid = 0;
  await eventually('the id of the host', () => {
    pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
    return pid > 0 && pid !== before;
  });
  return pid;
}

/** A killed process is there until its parent, whichever that is by then, has taken note. */
export async function untilGone(pid: number): Promise<void> {
  await eventually(`process ${pid} to be gone`, () => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  });
}
