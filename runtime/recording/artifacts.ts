import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../folder.ts';
import type { Json } from '../language/json.ts';
import { diskError, recordingError } from './failure.ts';
import type { RunReader } from './reader.ts';

/** The artifacts of a folder's runs, a file each, named after the hash of its content. */
export function artifactsFolder(dir: string): string {
  return path.join(dir, 'artifacts');
}

const endings: { readonly [kind: string]: string } = { text: 'txt', bytes: 'bin', json: 'json' };

/** Names of the artifacts that a run refers to, from its start to its end. */
export function artifactNames(run: RunReader): ReadonlySet<string> {
  const names = new Set<string>();
  const { input, config, session } = run.header;
  collect([input, config, session, run.end?.output ?? null], names);
  collect([run.edits, run.signals, ...run.progress.values()] as unknown as Json, names);
  for (const { data, edits, patches, directive, calls, attempts, signals = [] } of run.frames) {
    collect([data, edits, patches, directive, calls, attempts, signals] as unknown as Json, names);
  }
  return names;
}

/** The content of an artifact of a folder of runs; null when it is not there, or is another. */
export function readArtifact(dir: string, name: string): Uint8Array | null {
  const file = path.join(artifactsFolder(dir), name);
  if (!existsSync(file)) return null;
  try {
    const content = readFileSync(file);
    return isContentOf(name, content) ? content : null;
  } catch (error) {
    throw diskError(error, 'read', file);
  }
}

/**
 * Puts an artifact into a folder of runs, whole or not at all.
 *
 * @throws BackstepError `recording-unreadable` when the content is not that of the name
 */
export function saveArtifact(dir: string, name: string, content: Uint8Array): void {
  if (!isContentOf(name, content)) {
    throw recordingError('recording-unreadable', `The artifact ${name} in this recording is damaged.`);
  }
  const file = path.join(artifactsFolder(dir), name);
  if (existsSync(file)) return renew(file);
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    makeFolder(artifactsFolder(dir));
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw diskError(error, 'write', file);
  }
}

/** What is stored again is as new: who collects artifacts goes by their times. */
function renew(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch (error) {
    throw diskError(error, 'write', file);
  }
}

function isContentOf(name: string, content: Uint8Array): boolean {
  return createHash('sha256').update(content).digest('hex') === path.parse(name).name;
}

/** A reference may come from a stranger, and its hash becomes the name of a file. */
function collect(value: Json, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) {
    const { artifact, kind } = value as { readonly [key: string]: Json };
    const ending = typeof kind === 'string' && Object.hasOwn(endings, kind) ? endings[kind] : undefined;
    if (ending !== undefined && typeof artifact === 'string' && /^[0-9a-f]{64}$/.test(artifact)) {
      names.add(`${artifact}.${ending}`);
    }
  }
  for (const item of Object.values(value)) collect(item as Json, names);
}
