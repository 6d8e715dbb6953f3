import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder, and those that it is to lie in. Node's own recursive `mkdir` never returns where a folder cannot be
 * made and says ENOENT, as below /proc.
 *
 * @throws what `mkdirSync` throws where it cannot be made
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(path.resolve(folder));
  // A drive that is not there is its own parent.
  if (parent !== folder) makeFolder(parent, mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}
