import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../../runtime/dist.ts';

/** Longer than this nothing in a test should take. */
const limitMs = 20_000;

type Message = DebugProtocol.ProtocolMessage & { readonly [key: string]: unknown };

/** A DAP client for tests: records all traffic, and gives up on everything after a while. */
export interface DapClient {
  /** Everything that went over the wire, both ways, in order. */
  readonly traffic: readonly Message[];
  request<B = unknown>(command: string, args?: object): Promise<B>;
  /** The first event of this name after the last one that was waited for. */
  event<B = unknown>(name: string): Promise<B>;
  /** Answers what the adapter asks of its client. */
  onRequest(command: string, answer: (args: unknown) => object): void;
  /** Sends bytes as they are. */
  raw(text: string): void;
  close(): Promise<void>;
  /** Ends the adapter at once, as a crash would. */
  kill(): void;
}

/** A request that was answered with `success: false`. */
export class RequestFailed extends Error {
  readonly body: DebugProtocol.ErrorResponse['body'];
  readonly code: string;

  constructor(response: DebugProtocol.ErrorResponse) {
    super(response.body.error?.format ?? response.message);
    this.body = response.body;
    this.code = response.message ?? '';
  }
}

/** A client of `backstep dap` on standard input and output. */
export function overStdio(env: NodeJS.ProcessEnv = {}): DapClient {
  const child = startAdapter([], env);
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return client(
    child.stdin as NodeJS.WritableStream,
    child.stdout as NodeJS.ReadableStream,
    () => ended(child),
    () => void child.kill('SIGKILL'),
    () => errors,
  );
}

/** A client of `backstep dap --port`. */
export async function overSocket(env: NodeJS.ProcessEnv = {}): Promise<DapClient> {
  const child = startAdapter(['--port', '0'], env);
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no port was printed')), limitMs);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      const match = /127\.0\.0\.1:(\d+)/.exec(text);
      if (!match) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    });
  });
  const socket: Socket = connect(port, '127.0.0.1');
  const close = async (): Promise<void> => {
    socket.destroy();
    child.kill('SIGTERM');
    await ended(child);
  };
  const kill = (): void => void child.kill('SIGKILL');
  return client(socket, socket, close, kill, () => '');
}

function startAdapter(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [distFile('cli.js'), 'dap', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
}

async function ended(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function client(
  output: NodeJS.WritableStream,
  input: NodeJS.ReadableStream,
  close: () => Promise<void>,
  kill: () => void,
  errors: () => string,
): DapClient {
  const traffic: Message[] = [];
  const pending = new Map<number, (response: DebugProtocol.Response) => void>();
  const waiting: { readonly name: string; readonly resolve: (body: unknown) => void }[] = [];
  const answers = new Map<string, (args: unknown) => object>();
  let seen = 0;
  let seq = 1;
  let buffer = Buffer.alloc(0);

  output.on('error', () => {
    // The adapter may be gone; what waits for it says so by its limit.
  });
  input.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const header = buffer.indexOf('\r\n\r\n');
      if (header < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(buffer.subarray(0, header).toString())?.[1]);
      if (buffer.length < header + 4 + length) return;
      const message = JSON.parse(buffer.subarray(header + 4, header + 4 + length).toString()) as Message;
      buffer = buffer.subarray(header + 4 + length);
      traffic.push(message);
      if (message.type === 'response') {
        const response = message as unknown as DebugProtocol.Response;
        pending.get(response.request_seq)?.(response);
        pending.delete(response.request_seq);
      }
      if (message.type === 'request') answer(message as unknown as DebugProtocol.Request);
      deliver();
    }
  });

  function answer({ seq: asked, command, arguments: args }: DebugProtocol.Request): void {
    const response = { seq: seq++, type: 'response', request_seq: asked, command };
    let told: object;
    try {
      const found = answers.get(command);
      if (found === undefined) throw new Error(`the client does not know ${command}`);
      told = { ...response, success: true, body: found(args) };
    } catch (error) {
      told = { ...response, success: false, message: (error as Error).message };
    }
    traffic.push(told as Message);
    output.write(framed(JSON.stringify(told)));
  }

  /** Events are handed out in order, each once, so that none is missed by asking late. */
  function deliver(): void {
    const [next] = waiting;
    if (!next) return;
    while (seen < traffic.length) {
      const message = traffic[seen++] as Message;
      if (message.type !== 'event' || message['event'] !== next.name) continue;
      waiting.shift();
      next.resolve(message['body']);
      return;
    }
  }

  return {
    traffic,
    request<B>(command: string, args?: object) {
      return new Promise<B>((resolve, reject) => {
        const id = seq++;
        const message = { seq: id, type: 'request', command, ...(args ? { arguments: args } : {}) };
        const timer = setTimeout(() => reject(new Error(`no response to ${command}\n${errors()}`)), limitMs);
        pending.set(id, (response) => {
          clearTimeout(timer);
          if (response.success) resolve(response.body as B);
          else reject(new RequestFailed(response as DebugProtocol.ErrorResponse));
        });
        traffic.push(message as unknown as Message);
        output.write(framed(JSON.stringify(message)));
      });
    },
    event<B>(name: string) {
      return new Promise<B>((resolve, reject) => {
        const timer = setTimeout(() => {
          const recent = traffic
            .slice(-8)
            .map((message) => JSON.stringify(message).slice(0, 300))
            .join('\n');
          reject(new Error(`no event ${name}; the last messages were\n${recent}\n${errors()}`));
        }, limitMs);
        waiting.push({
          name,
          resolve: (body) => {
            clearTimeout(timer);
            resolve(body as B);
          },
        });
        deliver();
      });
    },
    onRequest: (command, found) => void answers.set(command, found),
    raw: (text) => void output.write(text),
    close,
    kill,
  };
}

export function framed(json: string): string {
  return `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
}
