import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Runs a test in an empty folder, which is gone afterwards. */
export async function inFolder<T>(test: (dir: string) => T | Promise<T>): Promise<T> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'backstep-recording-'));
  try {
    return await test(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The code of what a call throws or rejects with; `none` when it does not. */
export async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'none';
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    return typeof code === 'string' ? code : String(error);
  }
}
