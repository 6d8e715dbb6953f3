import { loadSqlite } from './database.ts';
import { recordingError } from './failure.ts';
import { FrameEncoder } from './frameEncoder.ts';
import { JournalFile } from './journal.ts';
import { openRunFile, pathsOf } from './openRunFile.ts';
import { JOURNAL_VERSION, recordText } from './record.ts';
import { redactionOf } from './redaction.ts';
import type { RunFile } from './runFile.ts';
import { RunWriter, type WriterOptions } from './writer.ts';
import { isElsewhere, thisProcess } from './writerProcess.ts';

/**
 * Goes on recording a run that was interrupted, or that ended waiting or stopped. A torn last record is cut off, and
 * what is appended follows the last whole frame.
 *
 * @throws BackstepError `recording-missing`, `recording-in-use` while another process records the run,
 *   `recording-torn` when more than the last record is damaged, or as `openRun` and `createRun` do.
 */
export async function resumeRun(
  file: string,
  options: Omit<WriterOptions, 'inherited' | 'edits'> = {},
): Promise<RunWriter> {
  const redaction = redactionOf(options.redact ?? []);
  const run = openRunFile(await loadSqlite(), file);
  try {
    // Who wrote a damaged journal last may stand behind the damage.
    if (run.damage !== null) throw recordingError('recording-torn', `${run.path} is damaged: ${run.damage}.`);
    checkUnused(run);
    const path = journalPath(file);
    const journal =
      run.journal === null
        ? JournalFile.create(path, headOf(run), options.write)
        : continued(path, run.journal.size, headOf(run), options.write);
    return new RunWriter(journal, redaction, run.last, new FrameEncoder(run.hashes()));
  } finally {
    run.close();
  }
}

/** @throws BackstepError `recording-in-use` while another process records the run. */
export function checkUnused(run: RunFile): void {
  const writer = run.journal?.writer ?? null;
  if (writer === null || run.end !== null || !isElsewhere(writer)) return;
  throw recordingError(
    'recording-in-use',
    `The run ${run.identity.id} is being recorded by process ${writer.pid}: stop it there first.`,
  );
}

function continued(
  path: string,
  size: number,
  records: readonly string[],
  write: WriterOptions['write'],
): JournalFile {
  const journal = JournalFile.continue(path, size, write);
  try {
    journal.append(records);
    return journal;
  } catch (error) {
    journal.close();
    throw error;
  }
}

function headOf(run: RunFile): readonly string[] {
  const writer = recordText({ type: 'writer', writer: thisProcess() });
  if (run.journal !== null) return [writer];
  return [
    recordText({ type: 'run', journal: JOURNAL_VERSION, after: run.last, run: run.identity }),
    // Input, config and session are in the database that this journal continues.
    recordText({ type: 'start', start: { source: run.start().source, values: null } }),
    writer,
  ];
}

function journalPath(file: string): string {
  const { database, journal } = pathsOf(file);
  return journal ?? (database as string).replace(/(\.sqlite)?$/, '.journal');
}
