import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { RunSummary } from '../model/run.ts';
import { loadSqlite } from './database.ts';
import { diskError, messageOf } from './failure.ts';
import { openRunFile } from './openRunFile.ts';
import { summaryOf } from './summary.ts';

export interface RunList {
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  readonly unreadable: readonly { readonly path: string; readonly message: string }[];
}

/** The recordings in a folder. A folder that does not exist has none; a file that cannot be read is listed as such. */
export async function listRuns(dir: string): Promise<RunList> {
  const sqlite = await loadSqlite();
  const runs: RunSummary[] = [];
  const unreadable: { path: string; message: string }[] = [];
  for (const file of recordingsIn(path.resolve(dir))) {
    try {
      const run = openRunFile(sqlite, file);
      runs.push(summaryOf(run.identity, run.end, run.last, run.path));
      run.close();
    } catch (error) {
      unreadable.push({ path: file, message: messageOf(error) });
    }
  }
  runs.sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
  return { runs, unreadable };
}

/** One path for each recording: the database where a journal is beside it. */
export function recordingsIn(dir: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    const failure = diskError(error, 'read', dir);
    if (failure.code === 'recording-missing') return [];
    throw failure;
  }
  const all = new Set(names);
  return names
    .filter((name) => name.endsWith('.sqlite') || (name.endsWith('.journal') && !all.has(databaseOf(name))))
    .map((name) => path.join(dir, name));
}

function databaseOf(journal: string): string {
  return journal.replace(/\.journal$/, '.sqlite');
}
