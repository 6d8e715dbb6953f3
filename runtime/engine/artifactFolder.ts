import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BackstepError } from '../language/backstepError.ts';
import { createRedactor } from '../language/redactor.ts';
import type { ArtifactStore } from './artifactStore.ts';

/**
 * Artifacts as files of a folder, which is made with the first of them.
 *
 * @param redact - rules, as `createRedactor` takes them, for what must not be stored
 */
export function artifactFolder(folder: string, redact: readonly string[] = []): ArtifactStore {
  return {
    ...(redact.length > 0 ? { redactor: createRedactor(redact) } : {}),
    async put(name, content) {
      const file = path.join(folder, name);
      try {
        if ((await sizeOf(file)) === content.byteLength && (await isRenewed(file))) return;
        await mkdir(folder, { recursive: true });
        await writeWhole(file, content);
      } catch (error) {
        const message = `The artifact ${file} cannot be written: ${reasonOf(error)}. Make room, or let the folder be written.`;
        throw new StorageError('artifact-unwritable', message, { cause: error });
      }
    },
    async get(name) {
      const file = path.join(folder, name);
      try {
        return await readFile(file);
      } catch (error) {
        if (isMissing(error)) return null;
        const message = `The artifact ${file} cannot be read: ${reasonOf(error)}.`;
        throw new StorageError('artifact-unreadable', message, { cause: error });
      }
    },
  };
}

/** No mistake of the workflow: the step's retries may help. */
class StorageError extends BackstepError {
  override readonly retryable: boolean = true;
}

/** Written beside its place and moved there, so that nobody finds half of it. */
async function writeWhole(file: string, content: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** What is stored again is as new: who collects artifacts goes by their times. False when it has just gone. */
async function isRenewed(file: string): Promise<boolean> {
  try {
    const now = new Date();
    await utimes(file, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
