import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ts } from 'ts-morph';
import { compiler } from './compiler.ts';

/** Reads a file's text; undefined when there is no such file. */
export type Read = (file: string) => string | undefined;

/** A parsed file. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** Parsed files, kept from one extraction to the next as long as their text is the same. */
export interface Sources {
  /** Forgets what was read, but not what was parsed: files may have changed. */
  refresh(): void;
  /** Takes this text for the file instead of what is on the disk, until the next refresh. */
  put(file: string, text: string): Source;
  open(file: string): Source | null;
  read(file: string): string | undefined;
  exists(file: string): boolean;
  /** All files opened since the last refresh. */
  opened(): readonly Source[];
}

export function createSources(read: Read = readFromDisk): Sources {
  const exists = read === readFromDisk ? existsOnDisk : (file: string) => read(file) !== undefined;
  const parsed = new Map<string, Source>();
  const current = new Map<string, Source | null>();

  function put(given: string, text: string): Source {
    const file = path.normalize(given);
    const known = parsed.get(file);
    const source = known?.text === text ? known : parse(file, text);
    parsed.set(file, source);
    current.set(file, source);
    return source;
  }

  return {
    refresh: () => current.clear(),
    put,
    read: (file) => current.get(path.normalize(file))?.text ?? read(file),
    exists: (file) => current.get(path.normalize(file)) != null || exists(file),
    opened: () => [...current.values()].filter((source) => source !== null),
    open(file) {
      const known = current.get(path.normalize(file));
      if (known !== undefined) return known;
      const text = read(file);
      if (text !== undefined) return put(file, text);
      current.set(path.normalize(file), null);
      return null;
    },
  };
}

export function readFromDisk(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // Missing, a folder or not ours to read: to extraction it is all the same.
  }
}

function existsOnDisk(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function parse(file: string, text: string): Source {
  const { ts } = compiler();
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true, scriptKind(file));
  return { file, text, tree };
}

/** A file without a known ending is read as TypeScript, so that an unsaved editor still gets a graph. */
function scriptKind(file: string): ts.ScriptKind {
  const { ScriptKind } = compiler().ts;
  if (/\.tsx$/i.test(file)) return ScriptKind.TSX;
  if (/\.(jsx|js|mjs|cjs)$/i.test(file)) return ScriptKind.JSX;
  if (/\.json$/i.test(file)) return ScriptKind.JSON;
  return ScriptKind.TS;
}
