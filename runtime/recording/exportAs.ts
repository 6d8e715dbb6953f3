import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ValuePlace } from '../model/recorded.ts';
import type { ExportFormat } from '../model/workerProtocol.ts';
import { exportRun } from './exportRun.ts';
import { diskError, recordingError } from './failure.ts';
import { openRun } from './reader.ts';
import { runHtml } from './runHtml.ts';
import { runMermaid } from './runMermaid.ts';
import { type ShownRun, valueIn, valueText } from './shown.ts';

/**
 * Writes a run into a file of its own, in one of the formats.
 *
 * @returns names of artifacts that should be in the file and are nowhere to be found.
 * @throws BackstepError as `exportRun` does.
 */
export async function exportAs(
  file: string,
  target: string,
  format: ExportFormat,
): Promise<readonly string[]> {
  if (format === 'recording') return exportRun(file, target);
  using run = await openRun(file);
  save(target, format === 'html' ? runHtml(run) : runMermaid(run));
  return [];
}

/** Writes the whole text of a value into a file. */
export function saveValue(run: ShownRun, place: ValuePlace, target: string): void {
  save(target, valueText(valueIn(run, place)));
}

/** Whole or not at all, and never over something else. */
function save(target: string, text: string): void {
  if (existsSync(target)) throw recordingError('recording-exists', `${target} exists: choose another name.`);
  const unfinished = `${target}.unfinished`;
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw diskError(error, 'write', target);
  }
}
