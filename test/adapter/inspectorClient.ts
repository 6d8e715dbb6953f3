import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import type { Duplex } from 'node:stream';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** A JavaScript debugger for tests, attached to the inspector of a process. */
export interface InspectorClient {
  ask(method: string, params?: object): Promise<unknown>;
  /** The parameters of the next event of this name. */
  event(method: string): Promise<unknown>;
  close(): void;
}

export async function attachInspector(port: number): Promise<InspectorClient> {
  const [target] = (await json(port, '/json/list')) as readonly { readonly webSocketDebuggerUrl: string }[];
  const socket = await upgraded(port, new URL(target?.webSocketDebuggerUrl ?? '').pathname);
  const listeners = new Set<(answer: Answer) => void>();
  readFrames(socket, (text) => {
    for (const listener of [...listeners]) listener(JSON.parse(text) as Answer);
  });
  function next(isMeant: (answer: Answer) => boolean): Promise<Answer> {
    return new Promise((resolve) => {
      const listener = (answer: Answer): void => {
        if (!isMeant(answer)) return;
        listeners.delete(listener);
        resolve(answer);
      };
      listeners.add(listener);
    });
  }
  let id = 0;
  return {
    async ask(method, params = {}) {
      const own = ++id;
      const answer = next((one) => one.id === own);
      socket.write(frameOf(JSON.stringify({ id: own, method, params })));
      return (await answer).result;
    },
    event: async (method) => (await next((one) => one.method === method)).params,
    close: () => socket.destroy(),
  };
}

function json(port: number, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    }).on('error', reject);
  });
}

function upgraded(port: number, path: string): Promise<Duplex> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, headers });
    request.on('upgrade', (_, socket) => resolve(socket));
    request.on('error', reject);
  });
}

/** One text message, masked as those of a client must be: with zeros, which leave it as it is. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? Buffer.alloc(2) : Buffer.alloc(4);
  head[0] = 0x81;
  head[1] = 0x80 | Math.min(payload.length, 126);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function readFrames(socket: Duplex, onText: (text: string) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('error', () => {
    // The process was ended; what waits for it is told by the adapter.
  });
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const short = (rest[1] ?? 0) & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (rest.length < head) return;
      const length =
        short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
      if (rest.length < head + length) return;
      if (((rest[0] ?? 0) & 0x0f) === 1) onText(rest.toString('utf8', head, head + length));
      rest = rest.subarray(head + length);
    }
  });
}
