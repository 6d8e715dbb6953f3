import { createServer } from 'node:net';
import { Connection } from './connection.ts';
import { createSession } from './session.ts';

/** Serves one session on standard input and output; resolves when the client is gone. */
export function serveStdio(): Promise<void> {
  return serve(process.stdin, process.stdout);
}

/**
 * Serves sessions on a loopback socket, one for each connection, until the process ends.
 *
 * @param onListening gets the port, which the system chooses when `port` is 0
 */
export function serveSocket(port: number, onListening: (port: number) => void): Promise<void> {
  return new Promise((_resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      void serve(socket, socket).then(() => socket.end());
    });
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      onListening(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function serve(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const connection = new Connection();
    const session = createSession(connection);
    const end = (): void => {
      process.off('exit', kill);
      session.dispose().then(resolve, resolve);
    };
    const kill = (): void => void session.dispose();
    // The host is a process group of its own: it must not outlive this process.
    process.once('exit', kill);
    connection.serve(session.handlers, input, output, end);
  });
}
