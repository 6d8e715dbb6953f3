/**
 * The socket on which a run can be attached to.
 *
 * A1. It listens on loopback only, and reads nothing of a connection but one short line until that has proven to know the token.
 * A2. The run proves it first. Who knows another token learns that it is wrong, and nothing else.
 * A3. One debugger at a time; when it has hung up, or was cut off, the next may come.
 * A4. It keeps the process only until the first debugger that is waited for: what runs does, and who is attached.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { isProof, type Nonces, newNonce, proofOf } from '../adapter/attachProof.ts';
import {
  type AttachCommand,
  type AttachDenial,
  type AttachEvent,
  type AttachedFacts,
  attachmentVersion,
} from '../model/attachment.ts';
import { messageReader } from '../model/lines.ts';
import { CliError } from './cliError.ts';

export type DebuggerCommand = Exclude<AttachCommand, { readonly type: 'attach' | 'prove' }>;

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
    /** It has proven to know the token: what it says from then on may be of any length. */
    let greeted = false;
    let nonces: Nonces | null = null;
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
        if (command.type === 'attach' || command.type === 'prove') throw new TypeError('attached already');
        listener.onCommand(command);
      } catch {
        // Whatever a debugger gets wrong is not to be the run's trouble.
        socket.destroy();
      }
    }
    function greet(command: AttachCommand | null): void {
      if (command?.type === 'attach' && nonces === null) return challenge(command);
      if (command?.type !== 'prove' || nonces === null) return void socket.destroy();
      if (!isProof(command.proof, proofOf('adapter', token, nonces))) {
        return deny(
          'attach-denied',
          'The token is not that of this run: copy the one that it printed when it began.',
        );
      }
      if (current !== null) {
        return deny('attach-busy', 'Another debugger is attached to this run: detach that first.');
      }
      clearTimeout(limit);
      greeted = true;
      received = 0;
      current = socket;
      server.unref();
      send({ type: 'attached', facts: listener.onAttach() });
    }
    function challenge({ nonce, version }: Extract<AttachCommand, { readonly type: 'attach' }>): void {
      if (version !== attachmentVersion) {
        return deny(
          'attach-version',
          'The run and the debugger are of versions that do not understand each other: use one version.',
        );
      }
      if (typeof nonce !== 'string') return void socket.destroy();
      nonces = { adapter: nonce, run: newNonce() };
      tell({ type: 'challenge', nonce: nonces.run, proof: proofOf('run', token, nonces) });
    }
    function deny(code: AttachDenial, message: string): void {
      tell({ type: 'denied', code, message });
      socket.end();
    }
    function tell(event: AttachEvent): void {
      socket.write(`${JSON.stringify(event)}\n`);
    }
  });

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
