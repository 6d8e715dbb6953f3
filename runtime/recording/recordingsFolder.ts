import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../folder.ts';
import { diskError } from './failure.ts';

/**
 * Makes a folder of recordings. A new `.backstep` is left out of git: recordings hold what was asked and answered, and
 * may hold what nobody wants published.
 *
 * @throws BackstepError `recording-unwritable`
 */
export function makeRecordingsFolder(dir: string): void {
  const around = path.dirname(path.resolve(dir));
  const isNew = path.basename(around) === '.backstep' && !existsSync(around);
  try {
    makeFolder(dir);
    if (isNew) writeFileSync(path.join(around, '.gitignore'), '*\n');
  } catch (error) {
    throw diskError(error, 'write', dir);
  }
}
