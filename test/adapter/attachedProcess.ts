import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../../runtime/dist.ts';
import type { Debugging } from './debugging.ts';

type Stopped = DebugProtocol.StoppedEvent['body'];

/** A `backstep run --inspect` of its own process. */
export interface AttachedProcess {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when it has printed this so many times. */
  told(text: string, times: number): Promise<void>;
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs a workflow that can be attached to, with its recordings in `runs` of the folder; it is gone after the test. */
export async function runInspected(
  test: Pick<TestContext, 'after'>,
  folder: string,
  file: string,
  options: readonly string[] = [],
): Promise<AttachedProcess> {
  const args = [distFile('cli.js'), 'run', file, '--record', join(folder, 'runs'), ...options];
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  test.after(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const [port, token] = await new Promise<[number, string]>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      const match = /on 127\.0\.0\.1:(\d+), token (\S+)/.exec(stderr);
      if (match) resolve([Number(match[1]), (match[2] as string).replace(/,$/, '')]);
    });
    void ended.then((code) => reject(new Error(`it ended with ${code} before it listened: ${stderr}`)));
  });
  return {
    pid: child.pid as number,
    port,
    token,
    stdout: () => stdout,
    stderr: () => stderr,
    async told(text, times) {
      while (stderr.split(text).length <= times) await new Promise((next) => setTimeout(next, 20));
    },
    ended,
    kill: (signal) => void child.kill(signal),
  };
}

/** Attaches; with `stopOnEntry` it waits for the stop. */
export async function attach(
  session: Debugging,
  run: AttachedProcess,
  options: object = {},
): Promise<Stopped | null> {
  const { client } = session;
  await client.request('initialize', { adapterID: 'backstep', supportsInvalidatedEvent: true });
  const attached = client.request('attach', { port: run.port, token: run.token, ...options });
  attached.catch(() => {
    // Awaited below.
  });
  await client.event('initialized');
  await client.request('setFunctionBreakpoints', {
    breakpoints: 'breakpoints' in options ? options.breakpoints : [],
  });
  await client.request('configurationDone');
  await attached;
  const stops = 'breakpoints' in options || ('stopOnEntry' in options && options.stopOnEntry === true);
  return stops ? client.event<Stopped>('stopped') : null;
}
