import { execFile } from 'node:child_process';
import type { Socket } from 'node:net';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../dist.ts';
import { channelVariable, type GuardEvent, nodeOptionsVariable } from '../model/hostProtocol.ts';
import { messageReader } from '../model/lines.ts';
import { DapError } from './dapError.ts';
import {
  clearedVariables,
  type HostListener,
  type HostOptions,
  type HostProcess,
  killGroup,
} from './hostProcess.ts';
import { readHost } from './hostReader.ts';
import { openDoor } from './terminalDoor.ts';

/** Has the client run a command in a terminal of its own. */
export type RunInTerminal = (args: DebugProtocol.RunInTerminalRequestArguments) => Promise<void>;

/** A shell may read a long profile first. */
const readyWithinMs = 30_000;
/** Time for the word on how a host has ended, which comes on another way than the end of its channel. */
const lastWordsMs = 1_000;
/** Where that word does not come, as when all of the terminal was ended at once. */
const unknownEnding = 'no exit code, as it ran in a terminal';

/**
 * Starts a host in a terminal of the client's and waits until it takes commands. It comes back on a socket in a folder
 * that is this user's alone, since a terminal passes no channel on; on another beside it a guard tells how it ends.
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
    /** The process that runs the host; in most shells it leads the group of both. */
    let guard: number | null = null;
    let how: string | null = null;
    let heard = (): void => undefined;
    const over = (): void => {
      phase = 'over';
      clearTimeout(timer);
      signal.removeEventListener('abort', abandon);
      door.close();
    };
    const kill = (): void => {
      if (phase === 'over') return;
      over();
      socket?.destroy();
      for (const one of [guard, pid]) if (one !== null) killInTerminal(one);
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
    const failed = (): void =>
      fail(
        'host-start-failed',
        `The host on ${node} ended${how === null ? '' : ` with ${how}`} in the terminal before it was ready: the terminal says why. Check "node" and "runtimeArgs" in the launch configuration.`,
      );
    let guarded = false;
    door.guards.once('connection', (connected) => {
      guarded = true;
      if (socket !== null) door.close();
      connected.on('error', () => connected.destroy());
      connected.on('close', () => {
        failed();
        heard();
      });
      const read = messageReader<GuardEvent>(
        (event) => {
          if (event.type === 'guarding') guard = event.pid;
          else how = event.how;
        },
        () => connected.destroy(),
      );
      connected.setEncoding('utf8').on('data', read as (chunk: unknown) => void);
    });
    door.server.once('connection', (connected) => {
      socket = connected;
      if (guarded) door.close();
      connected.on('error', () => connected.destroy());
      connected.on('close', () => {
        if (phase !== 'running') return failed();
        over();
        heard = () => {
          heard = () => undefined;
          clearTimeout(waiting);
          // What it started ends with it.
          if (guard !== null) killGroup(guard);
          listener.onExit(how ?? unknownEnding);
        };
        const waiting = setTimeout(() => heard(), lastWordsMs);
        if (how !== null || guard === null) heard();
      });
      connected.setEncoding('utf8').on('data', read as (chunk: unknown) => void);
    });
    const kind = options.console === 'externalTerminal' ? 'external' : 'integrated';
    const title = `Backstep: ${basename(options.cwd)}`;
    const args = [node, distFile('terminalGuard.js'), ...options.runtimeArgs, distFile('host.js')];
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
  const { NODE_OPTIONS: options = null, ...others } = extra;
  return { ...env, ...others, [nodeOptionsVariable]: options, [channelVariable]: `${process.pid}:${path}` };
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
