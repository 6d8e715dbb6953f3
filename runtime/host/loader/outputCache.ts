import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../../folder.ts';

/** Keeps what the compiler made, so that the next process need not load it. Never an error: what cannot be kept is made again. */
export interface OutputCache {
  /** The text kept under a key; null when there is none, or when it is damaged. */
  read(key: string): string | null;
  write(key: string, text: string): void;
}

/** What is kept when old entries are removed, which happens now and then. */
export interface Limits {
  readonly entries: number;
  readonly bytes: number;
}

const usualLimits: Limits = { entries: 4_000, bytes: 100_000_000 };
const dayMs = 86_400_000;

/** A cache in a folder. Several processes may use it at once: an entry appears by a rename, whole or not at all. */
export function createOutputCache(folder: string, limits = usualLimits): OutputCache {
  return {
    read(key) {
      const file = path.join(folder, key);
      try {
        const content = readFileSync(file, 'utf8');
        const text = content.slice(digestLength + 1);
        if (content.slice(0, digestLength) !== digest(text)) return null;
        if (statSync(file).mtimeMs < Date.now() - dayMs) touch(file);
        return text;
      } catch {
        // There is no such entry, which is the ordinary case, or it cannot be read, which is as good as none.
        return null;
      }
    },
    write(key, text) {
      const file = path.join(folder, key);
      const unfinished = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}`;
      try {
        makeFolder(folder, 0o700);
        writeFileSync(unfinished, `${digest(text)}\n${text}`);
        renameSync(unfinished, file);
        if (key.startsWith('00')) prune(folder, limits);
      } catch {
        // A full or read-only disk costs the next start some time, and nothing now.
        if (existsSync(unfinished)) rmSync(unfinished);
      }
    },
  };
}

/** A key for everything that decides an output. */
export function cacheKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

const digestLength = 16;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digestLength);
}

/** The time of an entry is when it was last of use, to the day; that is what the oldest go by. */
function touch(file: string): void {
  const now = new Date();
  utimesSync(file, now, now);
}

/** Looking through the whole folder takes longer than writing an entry; one key in 256 begins as the caller asks. */
function prune(folder: string, limits: Limits): void {
  const entries = readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    return found ? [{ file, bytes: found.size, usedAt: found.mtimeMs }] : [];
  });
  entries.sort((a, b) => b.usedAt - a.usedAt);
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    bytes += entry.bytes;
    if (index >= limits.entries || bytes > limits.bytes) rmSync(entry.file, { force: true });
  }
}
