import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { channelVariable, type GuardEvent, guardPath, nodeOptionsVariable } from '../model/hostProtocol.ts';

/**
 * Runs a host in a terminal, for an adapter that did not start the process itself and would not hear how it ends: a Node
 * that refuses an option ends before the host can say a word.
 */
function main(): void {
  const channel = process.env[channelVariable] ?? '';
  const socket = connect(guardPath(channel.slice(channel.indexOf(':') + 1)));
  const send = (event: GuardEvent): void => void socket.write(`${JSON.stringify(event)}\n`);
  // The host ends with its adapter by itself, and this process with the host.
  socket.on('error', () => socket.destroy());
  send({ type: 'guarding', pid: process.pid });
  const { [nodeOptionsVariable]: options, ...env } = process.env;
  if (options !== undefined) env['NODE_OPTIONS'] = options;
  const host = spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit', env });
  // Ctrl+C is the host's: the terminal sends it to both.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGHUP', 'SIGTERM'] as const) process.on(signal, () => void host.kill(signal));
  host.on('exit', (code, signal) => {
    send({ type: 'ended', how: signal ? `signal ${signal}` : `exit code ${code}` });
    socket.end(() => process.exit(code ?? 1));
    // Nobody may be there to hear it.
    setTimeout(() => process.exit(code ?? 1), lastWordsMs).unref();
  });
}

const lastWordsMs = 1_000;

main();
