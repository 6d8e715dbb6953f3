import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type AttachedHost, attachHost } from '../../runtime/adapter/attachedHost.ts';
import { proofOf } from '../../runtime/adapter/attachProof.ts';
import type { AttachCommand, AttachEvent } from '../../runtime/model/attachment.ts';
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

/** Attached to a run that answers nothing but the greeting. */
async function attachToSilence(
  t: TestContext,
  told: string[] = [],
  token = 'any',
): Promise<{ readonly host: AttachedHost; readonly run: Socket }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    const say = (event: AttachEvent): void => void socket.write(`${JSON.stringify(event)}\n`);
    const read = messageReader<AttachCommand>(
      (command) => {
        if (command.type === 'attach') {
          const nonces = { adapter: command.nonce, run: 'nonce' };
          say({ type: 'challenge', nonce: 'nonce', proof: proofOf('run', token, nonces) });
        } else if (command.type === 'prove') say({ type: 'attached', facts });
      },
      () => socket.destroy(),
    );
    socket.on('data', (chunk) => read(String(chunk)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection');
  const { port } = server.address() as AddressInfo;
  const listener = {
    onFrame: () => undefined,
    onBoundary: () => undefined,
    onLog: () => undefined,
    onLost: (how: string) => void told.push(`lost: ${how}`),
    onOver: () => void told.push('over'),
  };
  const host = await attachHost({ port, token: 'any' }, listener, new AbortController().signal);
  const [run] = (await connected) as [Socket];
  t.after(() => {
    host.kill();
    run.destroy();
    server.close();
  });
  return { host, run };
}

test('who gives up the inspector of a run waits no longer, whatever the run does', async (t) => {
  const { host, run } = await attachToSilence(t);
  host.open();
  const first = assert.rejects(host.inspect(null), { code: 'stopped' });
  const second = host.inspect(null);
  await first;
  const given = assert.rejects(second, { code: 'stopped' });
  host.uninspect();
  await given;
  // Answers that come late are not taken for those of the next question.
  const third = host.inspect(null);
  for (const port of [1, 2, 3]) run.write(`${JSON.stringify({ type: 'inspecting', port })}\n`);
  assert.equal(await third, 3);
  const last = assert.rejects(host.inspect(null), { code: 'stopped' });
  host.kill();
  await last;
});

test('a run that is lost before anybody listens is told as lost', async (t) => {
  const told: string[] = [];
  const { host, run } = await attachToSilence(t, told);
  const gone = assert.rejects(host.inspect(null), { code: 'host-lost' });
  run.destroy();
  await gone;
  assert.deepEqual(told, []);
  host.open();
  assert.deepEqual(told, ['lost: its process hung up']);
});

test('a run that has said goodbye before anybody listens is over, and not lost', async (t) => {
  const told: string[] = [];
  const { host, run } = await attachToSilence(t, told);
  const gone = assert.rejects(host.inspect(null), { code: 'host-lost' });
  run.end(`${JSON.stringify({ type: 'over' } satisfies AttachEvent)}\n`);
  await gone;
  host.open();
  assert.deepEqual(told, ['over']);
});

test('nothing is believed of who does not know the token, and the token is not sent', async (t) => {
  const secret = 'known to the run alone';
  const heard: string[] = [];
  const says: readonly ((nonce: string) => AttachEvent)[] = [
    () => ({ type: 'attached', facts }),
    (adapter) => ({
      type: 'challenge',
      nonce: 'nonce',
      proof: proofOf('run', 'guessed', { adapter, run: 'nonce' }),
    }),
    (adapter) => ({ type: 'challenge', nonce: adapter, proof: '' }),
  ];
  for (const [index, say] of says.entries()) {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => {
        heard.push(String(chunk));
        const { nonce } = JSON.parse(String(chunk)) as { readonly nonce: string };
        socket.write(`${JSON.stringify(say(nonce))}\n`);
      });
    }).listen(0, '127.0.0.1');
    t.after(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const listener = {
      onFrame: () => undefined,
      onBoundary: () => undefined,
      onLog: () => undefined,
      onLost: () => undefined,
      onOver: () => undefined,
    };
    await assert.rejects(attachHost({ port, token: secret }, listener, new AbortController().signal), {
      code: index === 0 ? 'attach-failed' : 'attach-denied',
    });
  }
  assert.equal(heard.length, says.length);
  assert.ok(!heard.join('').includes(secret));
});
