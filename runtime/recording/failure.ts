import { BackstepError } from '../language/backstepError.ts';

/** Every code that reading or writing a recording can end with; docs/errors.md explains each. */
export type RecordingCode =
  | 'recording-unreadable'
  | 'recording-too-new'
  | 'recording-too-large'
  | 'recording-torn'
  | 'recording-missing'
  | 'recording-exists'
  | 'recording-disk-full'
  | 'recording-unwritable'
  | 'recording-closed'
  | 'recording-in-use'
  | 'parent-missing'
  | 'parent-cycle'
  | 'bad-run-id'
  | 'no-such-step'
  | 'no-such-value';

/** The one factory of this folder's errors. */
export function recordingError(code: RecordingCode, message: string, cause?: unknown): BackstepError {
  return new BackstepError(code, message, cause === undefined ? undefined : { cause });
}

/** What a failed system call on a recording means; errors that already have a code of ours pass through. */
export function diskError(error: unknown, doing: 'read' | 'write', file: string): BackstepError {
  if (error instanceof BackstepError) return error;
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return recordingError(
      'recording-disk-full',
      `No space is left to record into ${file}. What was recorded before is kept; free some space and go on.`,
      error,
    );
  }
  if (doing === 'read' && (code === 'ENOENT' || code === 'ENOTDIR')) {
    return recordingError('recording-missing', `There is no recording at ${file}.`, error);
  }
  const reason = code === 'EISDIR' ? 'it is a folder' : isDamage(error) ? damage(error) : reasonOf(error);
  return doing === 'read'
    ? recordingError('recording-unreadable', `${file} cannot be read: ${reason}.`, error)
    : recordingError('recording-unwritable', `${file} cannot be written: ${reason}.`, error);
}

/** What SQLite says of a file of which a part is missing or was overwritten. */
function isDamage(error: unknown): boolean {
  return /malformed|not a database/.test(messageOf(error));
}

function damage(error: unknown): string {
  return `the file is cut off or damaged, so take a whole copy of it (SQLite: ${messageOf(error)})`;
}

/** The message of anything that was thrown, for lists that must go on. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Without the file that a system call was about: it may be one beside the recording, which nobody knows. */
function reasonOf(error: unknown): string {
  const message = messageOf(error);
  return systemCode(error) === undefined ? message : message.replace(/, \w+(?: '.*')?$/s, '');
}

function systemCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
