import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../dist.ts';
import { channelVariable } from '../model/hostProtocol.ts';
import { DapError } from './dapError.ts';
import {
  clearedVariables,
  type HostListener,
  type HostOptions,
  type HostProcess,
  killGroup,
} from './hostProcess.ts';
import { readHost } from './hostReader.ts';

/** Has the client run a command in a terminal of its own. */
export type RunInTerminal = (args: DebugProtocol.RunInTerminalRequestArguments) => Promise<void>;

/** A shell may read a long profile first. */
const readyWithinMs = 30_000;
/** Linux takes 107 bytes, macOS 103. */
const longestSocketPath = 100;
/** Nobody hears with what code or signal a process ends that a shell has started. */
const ending = 'no exit code, as it ran in a terminal';

/**
 * Starts a host in a terminal of the client's and waits until it takes commands. It comes back on a socket in a folder
 * that is this user's alone, since a terminal passes no channel on.
 *
 * @throws DapError `terminal-failed`, `host-start-failed`, `node-too-old`, `stopped`
 */
export async function startInTerminal(
  options: HostOptions,
  listener: HostListener,
  run: RunInTerminal,
  signal: AbortSignal,
): Promise<HostProcess> {
  const node = await executableOf(options.node, signal);
  const door = await openDoor();
  return new Promise((resolve, reject) => {
    let phase: 'starting' | 'running' | 'over' = 'starting';
    let socket: Socket | null = null;
    let pid: number | null = null;
    const over = (): void => {
      phase = 'over';
      clearTimeout(timer);
      signal.removeEventListener('abort', abandon);
      door.close();
    };
    const kill = (): void => {
      const wasThere = phase === 'running';
      over();
      socket?.destroy();
      if (wasThere && pid !== null) killInTerminal(pid);
    };
    const fail = (code: string, message: string): void => {
      if (phase !== 'starting') return;
      kill();
      reject(new DapError(code, message, { showUser: true }));
    };
    const abandon = (): void => fail('stopped', 'The session was stopped.');
    const timer = setTimeout(() => {
      fail(
        'host-start-failed',
        `The host was not ready in the terminal within ${readyWithinMs / 1000} s: look there for the reason, or set "console" to "internalConsole".`,
      );
    }, readyWithinMs);
    if (signal.aborted) return abandon();
    signal.addEventListener('abort', abandon);

    const read = readHost(node, listener, {
      isOver: () => phase === 'over',
      fail,
      onReady(ready) {
        phase = 'running';
        clearTimeout(timer);
        signal.removeEventListener('abort', abandon);
        pid = ready;
        resolve({
          pid,
          send: (command) => {
            if (phase === 'running') socket?.write(`${JSON.stringify(command)}\n`);
          },
          kill,
        });
      },
    });
    door.server.once('connection', (connected) => {
      socket = connected;
      door.close();
      connected.on('error', () => connected.destroy());
      connected.on('close', () => {
        fail('host-start-failed', `The host on ${node} ended in the terminal before it was ready.`);
        if (phase !== 'running') return;
        over();
        // What it started ends with it.
        if (pid !== null) killGroup(pid);
        listener.onExit(ending);
      });
      connected.setEncoding('utf8').on('data', read as (chunk: unknown) => void);
    });
    const kind = options.console === 'externalTerminal' ? 'external' : 'integrated';
    const title = `Backstep: ${basename(options.cwd)}`;
    const args = [node, ...options.runtimeArgs, distFile('host.js')];
    run({ kind, title, cwd: options.cwd, args, env: environment(node, options.env, door.path) }).catch(
      (error: unknown) => {
        fail(
          'terminal-failed',
          `The editor could not open a terminal for the workflow: ${(error as Error).message} Set "console" to "internalConsole" to do without.`,
        );
      },
    );
  });
}

/** A process of a shell leads a group of its own where the shell has job control. */
function killInTerminal(pid: number): void {
  if (killGroup(pid)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** The terminal's environment is another than ours, so what is not meant for the host is taken from it. */
function environment(
  node: string,
  extra: HostOptions['env'],
  path: string,
): { [name: string]: string | null } {
  const env: { [name: string]: string | null } = {};
  for (const name of clearedVariables) env[name] = null;
  if (node === process.execPath && process.versions['electron']) env['ELECTRON_RUN_AS_NODE'] = '1';
  return { ...env, ...extra, [channelVariable]: `${process.pid}:${path}` };
}

/**
 * A terminal may find another Node than we do, and what it cannot start only it tells; so that it is looked for here.
 *
 * @throws DapError `host-start-failed`, `stopped`
 */
async function executableOf(node: string | null, signal: AbortSignal): Promise<string> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of clearedVariables) delete env[name];
  try {
    const { stdout } = await promisify(execFile)(node ?? 'node', ['-p', 'process.execPath'], {
      env,
      signal,
      timeout: readyWithinMs,
      killSignal: 'SIGKILL',
    });
    return stdout.trim();
  } catch (error) {
    if (signal.aborted) throw new DapError('stopped', 'The session was stopped.');
    if (node === null) return process.execPath;
    throw new DapError(
      'host-start-failed',
      `Cannot start Node at "${node}": ${(error as Error).message.trim()}. Set "node" in the launch configuration, or the setting backstep.node, to a Node from version 20.6.`,
      { showUser: true },
    );
  }
}

interface Door {
  readonly path: string;
  readonly server: Server;
  /** Lets nobody in any more; who came in stays. */
  close(): void;
}

/** @throws DapError `terminal-failed` */
async function openDoor(): Promise<Door> {
  const folder = await mkdtemp(join(doorBase(), 'backstep-')).catch(noDoor);
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 'host');
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    noDoor(error as Error);
  }
  return {
    path,
    server,
    close() {
      server.close();
      rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
        process.stderr.write(`backstep dap: ${String(error)}\n`);
      });
    },
  };
}

/** A socket's path that is too long is cut without a word, and then lies outside of the folder. */
function doorBase(): string {
  const base = tmpdir();
  const fits = Buffer.byteLength(join(base, 'backstep-XXXXXX', 'host')) <= longestSocketPath;
  return fits || process.platform === 'win32' ? base : '/tmp';
}

function noDoor(error: Error): never {
  throw new DapError(
    'terminal-failed',
    `Backstep could not open a socket for the workflow: ${error.message}. Set TMPDIR to a folder with a short path that you can write to, or "console" to "internalConsole".`,
    { showUser: true },
  );
}
