/**
 * The socket on which a run can be attached to.
 *
 * A1. It listens on loopback only, and reads nothing of a connection but one short line until that has told the token.
 * A2. Who tells another token learns that it is wrong, and nothing else.
 * A3. One debugger at a time; when it has hung up, or was cut off, the next may come.
 * A4. It keeps the process only until the first debugger that is waited for: what runs does, and who is attached.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import {
  type AttachCommand,
  type AttachDenial,
  type AttachEvent,
  type AttachedFacts,
  attachmentVersion,
} from '../model/attachment.ts';
import { messageReader } from '../model/lines.ts';
import { CliError } from './cliError.ts';

export type DebuggerCommand = Exclude<AttachCommand, { readonly type: 'attach' }>;

export interface AttachServerListener {
  /** A debugger is here from now on, and knows all that is recorded so far. */
  onAttach(): AttachedFacts;
  /** What it throws cuts the debugger off. */
  onCommand(command: DebuggerCommand): void;
  onDetach(): void;
}

export interface AttachServer {
  readonly port: number;
  readonly token: string;
  readonly isAttached: boolean;
  send(event: AttachEvent): void;
  /** Says goodbye, and resolves when that is out, or nobody takes it. */
  close(): Promise<void>;
}

/** A greeting is short, and comes at once. */
const greetingBytes = 1_000;
const greetingMs = 5_000;
const goodbyeMs = 2_000;

/** @throws CliError `inspect-port` */
export function listenForDebugger(
  { port, waits }: { readonly port: number; readonly waits: boolean },
  listener: AttachServerListener,
): Promise<AttachServer> {
  const token = randomBytes(18).toString('base64url');
  let current: Socket | null = null;
  const open = new Set<Socket>();

  const server = createServer((socket) => {
    socket.setEncoding('utf8');
    socket.setNoDelay(true);
    // What goes wrong with a connection ends in its close.
    socket.on('error', () => socket.destroy());
    open.add(socket);
    let received = 0;
    /** It has told the token: what it says from then on may be of any length. */
    let greeted = false;
    const limit = setTimeout(() => socket.destroy(), greetingMs);
    socket.on('close', () => {
      clearTimeout(limit);
      open.delete(socket);
      if (current !== socket) return;
      current = null;
      listener.onDetach();
    });
    const read = messageReader<AttachCommand>(onMessage, () => socket.destroy());
    socket.on('data', (chunk: Buffer | string) => {
      // Who was said goodbye to may still talk, and is to hear all that was on its way.
      if (socket.destroyed || socket.writableEnded) return;
      if (!greeted) received += chunk.length;
      if (received > greetingBytes) socket.destroy();
      else read(String(chunk));
    });

    function onMessage(command: AttachCommand): void {
      if (socket.destroyed || socket.writableEnded) return;
      if (current !== socket) return greet(command);
      try {
        if (command.type === 'attach') throw new TypeError('attached already');
        listener.onCommand(command);
      } catch {
        // Whatever a debugger gets wrong is not to be the run's trouble.
        socket.destroy();
      }
    }
    function greet(command: AttachCommand | null): void {
      if (command?.type !== 'attach') return void socket.destroy();
      const denial = denialOf(command);
      if (denial !== null) {
        socket.end(`${JSON.stringify({ type: 'denied', ...denial } satisfies AttachEvent)}\n`);
        return;
      }
      clearTimeout(limit);
      greeted = true;
      received = 0;
      current = socket;
      server.unref();
      send({ type: 'attached', facts: listener.onAttach() });
    }
  });

  function denialOf({
    token: given,
    version,
  }: Extract<AttachCommand, { readonly type: 'attach' }>): { code: AttachDenial; message: string } | null {
    if (typeof given !== 'string' || !isSame(given, token)) {
      return {
        code: 'attach-denied',
        message: 'The token is not that of this run: copy the one that it printed when it began.',
      };
    }
    if (version !== attachmentVersion) {
      return {
        code: 'attach-version',
        message:
          'The run and the debugger are of versions that do not understand each other: use one version.',
      };
    }
    if (current === null) return null;
    return { code: 'attach-busy', message: 'Another debugger is attached to this run: detach that first.' };
  }
  function send(event: AttachEvent): void {
    current?.write(`${JSON.stringify(event)}\n`);
  }

  return new Promise((resolve, reject) => {
    server.on('error', (error) =>
      reject(
        new CliError(
          'inspect-port',
          `Cannot listen on port ${port}: ${error.message}. Leave it out for any port.`,
        ),
      ),
    );
    if (!waits) server.unref();
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
        token,
        get isAttached() {
          return current !== null;
        },
        send,
        close: () =>
          new Promise((done) => {
            server.close();
            const socket = current;
            current = null;
            for (const other of open) if (other !== socket) other.destroy();
            if (socket === null) return done();
            const limit = setTimeout(() => socket.destroy(), goodbyeMs);
            socket.on('close', () => {
              clearTimeout(limit);
              done();
            });
            socket.end(`${JSON.stringify({ type: 'over' } satisfies AttachEvent)}\n`);
          }),
      });
    });
  });
}

/** Of digests, which are of one length, so that the time that it takes tells nothing. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
