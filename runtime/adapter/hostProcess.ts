import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { distFile } from '../dist.ts';
import type { HostCommand, HostEvent } from '../model/hostProtocol.ts';
import { DapError } from './dapError.ts';
import { readHost } from './hostReader.ts';

/** What Node prints about its inspector, which is opened and closed for the user and is none of their output. */
const inspectorNotices =
  /^(?:Debugger (?:listening on ws:|ending on ws:|attached\.)|For help, see: \S+\/inspector|Waiting for the debugger to disconnect).*\n/gm;

/** The debug console, or a terminal of the client's. */
export type HostConsole = 'internalConsole' | 'integratedTerminal' | 'externalTerminal';

/** How the host is started. */
export interface HostOptions {
  /** Path of a Node executable; null for the one on the PATH, or the one that runs this process. */
  readonly node: string | null;
  readonly runtimeArgs: readonly string[];
  /** Where it reads and writes. */
  readonly console: HostConsole;
  readonly cwd: string;
  /** Folder for what steps store with `artifact`. */
  readonly artifacts: string;
  /** Names and paths whose values are not stored in them. */
  readonly redact: readonly string[];
  /** Added to this process's environment; null removes a variable. */
  readonly env: { readonly [name: string]: string | null };
}

/** What happens to a host. After `onExit` nothing more comes. */
export interface HostListener {
  onEvent(event: HostEvent): void;
  onOutput(category: 'stdout' | 'stderr', text: string): void;
  /** The process ended without being asked to; `how` says with what code or signal. */
  onExit(how: string): void;
}

/** The disposable process that runs user code. */
export interface HostProcess {
  readonly pid: number;
  send(command: HostCommand): void;
  /** Ends it and all that it started, at once. `onExit` is not called. */
  kill(): void;
}

/** Variables that would make another debugger take hold of the host, or change how VS Code's own runtime starts. */
export const clearedVariables = [
  'NODE_OPTIONS',
  'VSCODE_INSPECTOR_OPTIONS',
  'ELECTRON_RUN_AS_NODE',
  'NODE_CHANNEL_FD',
];

const readyWithinMs = 15_000;
/** Time for the last output of an ended host to come through its pipes. */
const lastWordsMs = 50;

/**
 * Starts a host and waits until it takes commands.
 *
 * @throws DapError `host-start-failed`, `node-too-old`
 */
export async function startHost(options: HostOptions, listener: HostListener): Promise<HostProcess> {
  if (options.node !== null) return start(options.node, options, listener);
  try {
    return await start('node', options, listener);
  } catch (error) {
    if (!(error instanceof DapError)) throw error;
    return start(process.execPath, options, listener);
  }
}

function start(node: string, options: HostOptions, listener: HostListener): Promise<HostProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...options.runtimeArgs, distFile('host.js')], {
      cwd: options.cwd,
      env: environment(node, options.env),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own, so that what user code starts ends with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    let phase: 'starting' | 'running' | 'over' = 'starting';
    let errors = '';
    const channel = child.stdio[3] as Duplex | null;
    const kill = (): void => {
      phase = 'over';
      clearTimeout(timer);
      killTree(child);
    };
    const fail = (code: string, message: string): void => {
      if (phase !== 'starting') return;
      kill();
      reject(new DapError(code, message, { showUser: true }));
    };
    const timer = setTimeout(() => {
      fail(
        'host-start-failed',
        `The host on ${node} was not ready within ${readyWithinMs / 1000} s. Check "node" in the launch configuration.`,
      );
    }, readyWithinMs);

    child.on('error', (error) => {
      fail(
        'host-start-failed',
        `Cannot start Node at "${node}": ${error.message}. Set "node" in the launch configuration, or the setting backstep.node, to a Node from version 20.6.`,
      );
    });
    child.on('exit', (code, signal) => {
      // What it started ends with it, which also closes the pipes that they share.
      killTree(child);
      setTimeout(() => ended(code, signal), lastWordsMs);
    });
    function ended(code: number | null, signal: NodeJS.Signals | null): void {
      const how = signal ? `signal ${signal}` : `exit code ${code}`;
      fail(
        'host-start-failed',
        `The host on ${node} ended with ${how} before it was ready. ${errors.trim().slice(-2000)}`,
      );
      if (phase === 'running') {
        phase = 'over';
        listener.onExit(how);
      }
    }
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (phase !== 'over') listener.onOutput('stdout', text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (phase === 'starting') errors += text;
      else if (phase === 'running') tellErrors(text);
    });
    function tellErrors(text: string): void {
      const own = text.replace(inspectorNotices, '');
      if (own !== '') listener.onOutput('stderr', own);
    }
    channel?.on('error', () => {
      // A broken channel is followed by the exit of the process, which is where it is told.
    });
    const read = readHost(node, listener, {
      isOver: () => phase === 'over',
      fail,
      onReady(pid) {
        phase = 'running';
        clearTimeout(timer);
        resolve({
          pid,
          send: (command) => {
            if (phase === 'running') channel?.write(`${JSON.stringify(command)}\n`);
          },
          kill,
        });
      },
    });
    channel?.setEncoding('utf8').on('data', read);
  });
}

function environment(node: string, extra: HostOptions['env']): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of clearedVariables) delete env[name];
  if (node === process.execPath && process.versions['electron']) env['ELECTRON_RUN_AS_NODE'] = '1';
  for (const [name, value] of Object.entries(extra)) {
    if (value === null) delete env[name];
    else env[name] = value;
  }
  return env;
}

function killTree(child: ChildProcess): void {
  if (child.pid !== undefined && !killGroup(child.pid)) child.kill('SIGKILL');
}

/** Ends a process that leads a group, and what it has started; false where there is no such group. */
export function killGroup(pid: number): boolean {
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
