import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BackstepError } from '../language/backstepError.ts';
import type { RunStatus, RunSummary } from '../model/run.ts';
import { loadSqlite, schemaVersion } from './database.ts';
import { diskError, messageOf, recordingError } from './failure.ts';
import { count, number, parseJson, string } from './guards.ts';
import { summariseJournal } from './journalSummary.ts';
import { openDatabaseRun } from './openRunFile.ts';
import { peekRun } from './peek.ts';
import { runRow } from './runRow.ts';
import { SCHEMA_VERSION } from './schema.ts';
import { cutFrom } from './shape.ts';
import { summaryOf } from './summary.ts';
import { isRecording } from './writerProcess.ts';

export interface RunList {
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  readonly unreadable: readonly { readonly path: string; readonly message: string }[];
}

/**
 * The recordings in a folder. A folder that does not exist has none; a file that cannot be read is listed as such.
 * Only the parts of the files that say what a run is are read: what lies behind them may still be damaged.
 */
export async function listRuns(dir: string): Promise<RunList> {
  const runs: RunSummary[] = [];
  const unreadable: { path: string; message: string }[] = [];
  for (const file of recordingsIn(path.resolve(dir))) {
    try {
      runs.push(await summaryIn(file));
    } catch (error) {
      // Another process may have deleted a run since the folder was read.
      if (existsSync(file)) unreadable.push({ path: file, message: messageOf(error) });
    }
  }
  runs.sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
  return { runs, unreadable };
}

/** One path for each recording: the database where a journal is beside it. */
function recordingsIn(dir: string): readonly string[] {
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
    .filter((name) => name.endsWith('.sqlite') || (name.endsWith('.journal') && !all.has(beside(name))))
    .map((name) => path.join(dir, name));
}

async function summaryIn(listed: string): Promise<RunSummary> {
  // Another process may have made a database of a journal since the folder was read.
  const file = existsSync(listed) ? listed : beside(listed);
  if (file.endsWith('.journal')) {
    const { identity, end, last, writer } = summariseJournal(file);
    return summaryOf(identity, end, last, file, writer !== null && isRecording(writer, file));
  }
  const summary = peekedSummary(file) ?? (await openedSummary(file));
  const journal = beside(file);
  if (!existsSync(journal)) return summary;
  const { identity, end, last, writer } = summariseJournal(journal);
  const isRecorded = writer !== null && isRecording(writer, journal);
  const { status, endedAt } = summaryOf(identity, end, last, file, isRecorded);
  return { ...summary, status, endedAt, steps: Math.max(last, summary.steps) };
}

/** Null where only SQLite can tell. */
function peekedSummary(file: string): RunSummary | null {
  const { header, row } = peekRun(file);
  if (schemaVersion(header, file) !== SCHEMA_VERSION || row === null) return null;
  try {
    const {
      id,
      workflow,
      file: source,
      status,
      startedAt,
      endedAt,
      steps,
      parentRun,
      parentCut,
    } = runRow(row);
    return {
      id: string(id, 'id'),
      workflow: string(workflow, 'workflow'),
      file: string(source, 'file'),
      status: statusFrom(status),
      startedAt: number(startedAt, 'started_at'),
      endedAt: endedAt === null ? null : number(endedAt, 'ended_at'),
      steps: count(steps, 'steps'),
      parent: parentRun === null ? null : string(parentRun, 'parent_run'),
      parentSeq: parentCut === null ? null : cutSeq(string(parentCut, 'parent_cut')),
      path: file,
    };
  } catch (error) {
    if (error instanceof BackstepError) return null;
    throw error;
  }
}

function cutSeq(text: string): number {
  return cutFrom(parseJson(text, 'parent_cut'), 'parent_cut').seq;
}

async function openedSummary(file: string): Promise<RunSummary> {
  const run = openDatabaseRun(await loadSqlite(), file);
  run.close();
  return summaryOf(run.identity, run.end, run.last, file, false);
}

function statusFrom(value: unknown): RunStatus {
  switch (value) {
    // No database tells that somebody records: that is a journal's to tell.
    case 'running':
      return 'unfinished';
    case 'done':
    case 'failed':
    case 'waiting':
    case 'stopped':
      return value;
    default:
      throw recordingError('recording-unreadable', 'The status is none that a run can have.');
  }
}

function beside(file: string): string {
  return file.endsWith('.journal')
    ? file.replace(/\.journal$/, '.sqlite')
    : file.replace(/\.sqlite$/, '.journal');
}
