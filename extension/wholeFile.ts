import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Has a file written beside its place, and moves it there once it is whole: until then, and when the writing fails or
 * is given up, what was there stays. Nothing is left beside it, though a worker that is ended cannot clean up.
 *
 * @param write - is given where to write; null when it was given up.
 */
export async function wholeFile<Done>(
  target: string,
  write: (beside: string) => Promise<Done | null>,
): Promise<Done | null> {
  const beside = `${target}.${randomBytes(4).toString('hex')}`;
  try {
    const done = await write(beside);
    if (done !== null) await rename(beside, target);
    return done;
  } catch (error) {
    // Nobody has asked for a file of that name.
    if (error instanceof Error) error.message = error.message.replaceAll(beside, target);
    throw error;
  } finally {
    await removeFrom(path.dirname(target), (name) => name.startsWith(path.basename(beside)));
  }
}

/** Removes what processes that have ended left of recordings that they were writing into a folder of runs. */
export async function removeUnfinishedRuns(dir: string): Promise<void> {
  await removeFrom(dir, (name) => {
    const [, writer] = /\.sqlite\.(\d+)\.tmp$/.exec(name) ?? [];
    return writer !== undefined && hasEnded(Number(writer));
  });
}

async function removeFrom(folder: string, isLeft: (name: string) => boolean): Promise<void> {
  // In a folder that cannot be read nothing was written.
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(isLeft)) await rm(path.join(folder, name), { force: true });
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // A process of another user is there all the same.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
