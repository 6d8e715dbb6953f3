import { Socket } from 'node:net';
import type { HostCommand, HostEvent } from '../model/hostProtocol.ts';
import { messageReader } from '../model/lines.ts';

/** The adapter's end of the host's life: commands come in on file descriptor 3, events go out on it. */
export interface Channel {
  send(event: HostEvent): void;
}

/** Opens the channel; `onClose` is called when the adapter is gone. */
export function openChannel(onCommand: (command: HostCommand) => void, onClose: () => void): Channel {
  const socket = new Socket({ fd: 3, readable: true, writable: true });
  socket.setEncoding('utf8');
  socket.on(
    'data',
    messageReader<HostCommand>(onCommand, (line) =>
      process.stderr.write(`Unreadable command: ${line}\n`),
    ) as (chunk: unknown) => void,
  );
  socket.on('error', onClose);
  socket.on('close', onClose);
  return { send: (event) => void socket.write(`${JSON.stringify(event)}\n`) };
}
