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

/** True unless the process that wrote a journal is known to be gone; this one included. */
export function mayWrite(writer: Writer): boolean {
  return writer.host !== hostname() || writer.pid === process.pid || isElsewhere(writer);
}
