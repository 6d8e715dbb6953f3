import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The files of `dist/`, written so that nobody ever reads half a file: a debugger may be running from this very folder.
 * @param {string} folder
 */
export function createOutput(folder) {
  /** @type {Set<string>} */
  const kept = new Set();

  /**
   * Writes a file unless it already has that content, so that its time says when it last changed.
   * @param {string} file absolute path
   * @param {Uint8Array | string} contents
   */
  async function write(file, contents) {
    kept.add(file);
    const bytes = Buffer.from(contents);
    const present = await readFile(file).catch(absent);
    if (present?.equals(bytes)) return;
    await mkdir(path.dirname(file), { recursive: true });
    const unfinished = `${file}.${process.pid}.unfinished`;
    await writeFile(unfinished, bytes);
    await rename(unfinished, file);
  }

  return {
    folder,
    write,

    /** @param {string} file keeps a file that an earlier build wrote */
    keep(file) {
      kept.add(file);
    },

    /** @param {import('esbuild').BuildResult<{ write: false }>} result */
    async writeBundles(result) {
      await Promise.all(result.outputFiles.map((file) => write(file.path, file.contents)));
    },

    /**
     * Removes what no build wrote. Files of the last hour stay unless everything goes: a process that was started
     * from the previous build may still want to import one of its chunks.
     * @param {{ all: boolean }} which
     */
    async removeStale({ all }) {
      const limit = all ? Number.POSITIVE_INFINITY : Date.now() - 3_600_000;
      for (const file of await filesUnder(folder)) {
        if (kept.has(file)) continue;
        const { mtimeMs } = await stat(file);
        if (mtimeMs < limit) await rm(file, { force: true });
      }
    },

    /** The sizes of everything that was written, largest first. */
    async sizes() {
      const rows = [];
      for (const file of kept) {
        if (file.endsWith('.map')) continue;
        rows.push({ name: path.relative(folder, file), bytes: (await stat(file)).size });
      }
      return rows.sort((a, b) => b.bytes - a.bytes);
    },
  };
}

/**
 * A short name for everything that decides what a bundle will contain.
 * @param {unknown[]} parts
 */
export function fingerprint(parts) {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function filesUnder(folder) {
  const entries = (await readdir(folder, { withFileTypes: true, recursive: true }).catch(absent)) ?? [];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/** @param {NodeJS.ErrnoException} error */
export function absent(error) {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
