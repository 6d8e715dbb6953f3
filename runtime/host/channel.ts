import { connect, Socket } from 'node:net';
import { channelVariable, type HostCommand, type HostEvent } from '../model/hostProtocol.ts';
import { messageReader } from '../model/lines.ts';

/** The adapter's end of the host's life: commands come in here, events go out. */
export interface Channel {
  /** The process that the host ends with, where it runs in a terminal that others opened; null for its parent. */
  readonly adapter: number | null;
  send(event: HostEvent): void;
}

/** Opens the channel; `onClose` is called when the adapter is gone. */
export function openChannel(onCommand: (command: HostCommand) => void, onClose: () => void): Channel {
  const place = process.env[channelVariable];
  // What user code starts is no host.
  delete process.env[channelVariable];
  const colon = place?.indexOf(':') ?? -1;
  const socket =
    place === undefined
      ? new Socket({ fd: 3, readable: true, writable: true })
      : connect(place.slice(colon + 1));
  socket.setEncoding('utf8');
  socket.on(
    'data',
    messageReader<HostCommand>(onCommand, (line) =>
      process.stderr.write(`Unreadable command: ${line}\n`),
    ) as (chunk: unknown) => void,
  );
  socket.on('error', onClose);
  socket.on('close', onClose);
  return {
    adapter: place === undefined ? null : Number(place.slice(0, colon)),
    send: (event) => void socket.write(`${JSON.stringify(event)}\n`),
  };
}
