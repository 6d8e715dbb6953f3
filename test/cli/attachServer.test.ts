import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { isProof, newNonce, proofOf } from '../../runtime/adapter/attachProof.ts';
import { type AttachServer, listenForDebugger } from '../../runtime/cli/attachServer.ts';
import { type AttachEvent, attachmentVersion } from '../../runtime/model/attachment.ts';
import { messageReader } from '../../runtime/model/lines.ts';

const facts = {
  run: 'run-1',
  recording: '',
  seq: 0,
  file: '',
  workflow: 'Flow',
  services: null,
  cwd: '',
  pid: 1,
};

function listen(): Promise<AttachServer> {
  const listener = { onAttach: () => facts, onCommand: () => undefined, onDetach: () => undefined };
  return listenForDebugger({ port: 0, waits: false }, listener);
}

/** Attaches; what the run tells is added to `events`. */
async function attach(server: AttachServer, events: AttachEvent[]): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
  const nonce = newNonce();
  const attached = new Promise<void>((resolve, reject) => {
    const read = messageReader<AttachEvent>((event) => {
      events.push(event);
      if (event.type === 'attached') resolve();
      if (event.type !== 'challenge') return;
      const nonces = { adapter: nonce, run: event.nonce };
      assert.ok(isProof(event.proof, proofOf('run', server.token, nonces)));
      socket.write(`${JSON.stringify({ type: 'prove', proof: proofOf('adapter', server.token, nonces) })}\n`);
    }, reject);
    socket.on('data', (chunk) => read(String(chunk)));
    socket.on('error', reject);
  });
  socket.write(`${JSON.stringify({ type: 'attach', nonce, version: attachmentVersion })}\n`);
  await attached;
  return socket;
}

test('a debugger that talks on after the end still hears all that was on its way', async () => {
  const server = await listen();
  const events: AttachEvent[] = [];
  const socket = await attach(server, events);
  const ack = `${JSON.stringify({ type: 'ack', seq: 1 })}\n`;
  for (let line = 0; line < 100; line++) socket.write(ack);
  socket.pause();
  // More than fits into what is between the two.
  const text = 'x'.repeat(1_000_000);
  for (let turn = 0; turn < 20; turn++) {
    const entry = { level: 'info', message: text, atMs: turn } as const;
    server.send({ type: 'log', state: 'A', seq: 1, entry } as unknown as AttachEvent);
  }
  const closed = server.close();
  socket.write(ack);
  socket.resume();
  socket.on('data', () => void (socket.writable && socket.write(ack)));
  await once(socket, 'close');
  await closed;
  assert.equal(events.filter(({ type }) => type === 'log').length, 20);
  assert.equal(events.at(-1)?.type, 'over');
});

test('who has not said who it is does not outlast the run', async () => {
  const server = await listen();
  const silent = connect(server.port, '127.0.0.1');
  await once(silent, 'connect');
  const events: AttachEvent[] = [];
  // The run has taken note of the silent one, which came first, when it answers this one.
  const socket = await attach(server, events);
  silent.on('error', () => silent.destroy());
  silent.resume();
  const gone = once(silent, 'close');
  await server.close();
  await gone;
  socket.destroy();
});
