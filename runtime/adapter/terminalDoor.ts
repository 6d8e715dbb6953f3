import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { guardPath } from '../model/hostProtocol.ts';
import { DapError } from './dapError.ts';

/** Where a host that runs in a terminal comes back to its adapter. */
export interface Door {
  readonly path: string;
  readonly server: Server;
  /** For whoever runs the host. */
  readonly guards: Server;
  /** Lets nobody in any more; who came in stays. */
  close(): void;
}

/** Linux takes 107 bytes, macOS 103. */
const longestSocketPath = 100;

/** @throws DapError `terminal-failed` */
export async function openDoor(): Promise<Door> {
  const folder = await mkdtemp(join(doorBase(), 'backstep-')).catch(noDoor);
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 'host');
  const [server, guards] = [createServer(), createServer()];
  try {
    await Promise.all([listen(server, path), listen(guards, guardPath(path))]);
  } catch (error) {
    server.close();
    guards.close();
    await rm(folder, { recursive: true, force: true });
    noDoor(error as Error);
  }
  return {
    path,
    server,
    guards,
    close() {
      server.close();
      guards.close();
      rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
        process.stderr.write(`backstep dap: ${String(error)}\n`);
      });
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

/** A socket's path that is too long is cut without a word, and then lies outside of the folder. */
function doorBase(): string {
  const base = tmpdir();
  const fits = Buffer.byteLength(guardPath(join(base, 'backstep-XXXXXX', 'host'))) <= longestSocketPath;
  return fits || process.platform === 'win32' ? base : '/tmp';
}

function noDoor(error: Error): never {
  throw new DapError(
    'terminal-failed',
    `Backstep could not open a socket for the workflow: ${error.message}. Set TMPDIR to a folder with a short path that you can write to, or "console" to "internalConsole".`,
    { showUser: true },
  );
}
