import { serveSocket, serveStdio } from '../adapter/serve.ts';
import { count, readArguments } from './arguments.ts';

/** The debug adapter: on standard input and output, or for any number of clients on a loopback port. */
export async function dap(words: readonly string[]): Promise<boolean> {
  const usage = 'backstep dap [--port N]';
  const given = readArguments(words, { values: ['port'], flags: [], positional: [0, 0], usage });
  const port = count(given, 'port', 0, 65535);
  if (port === null) {
    await serveStdio();
    // The client is gone; nothing that still waits may keep the process.
    process.exit(0);
  }
  await serveSocket(port, (actual) =>
    process.stderr.write(`Backstep debug adapter on 127.0.0.1:${actual}\n`),
  );
  return true;
}
