import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Writer } from './record.ts';

/** This process, as journals name it. */
export function thisProcess(): Writer {
  return { pid: process.pid, host: hostname() };
}

/** True when another process of this machine that wrote a journal is still there, and may write more. */
export function isElsewhere(writer: Writer): boolean {
  if (writer.host !== hostname() || writer.pid === process.pid) return false;
  try {
    return process.kill(writer.pid, 0);
  } catch (error) {
    // A process of another user is there too.
    return (error as { readonly code?: unknown }).code === 'EPERM';
  }
}

/**
 * Whether a process that wrote a journal may still be at it, as far as one can tell from here: one of another machine,
 * or of a container that is gone, by how long ago it wrote last.
 */
export function isRecording(writer: Writer, journal: string): boolean {
  if (writer.host === hostname()) return mayWrite(writer);
  const written = statSync(journal, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - written < QUIET_MS;
}

/** A step that waits for a model, or for whoever debugs it, writes nothing meanwhile. */
const QUIET_MS = 10 * 60_000;

/** True unless the process that wrote a journal is known to be gone; this one included. */
export function mayWrite(writer: Writer): boolean {
  return writer.host !== hostname() || writer.pid === process.pid || isElsewhere(writer);
}
