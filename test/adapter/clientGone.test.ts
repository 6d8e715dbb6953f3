import { join } from 'node:path';
import { test } from 'node:test';
import { type DapClient, framed } from './dapClient.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';
import { pidIn, tellsItsPid, untilGone } from './processes.ts';

const body = `@step(State.A) async a(_: null, { mail }: any) { await mail('x'); return State.B; }
  @step(State.B) async b(_: null, { session }: any) { session.n += 1; console.log('y'.repeat(500)); return session.n < 1e9 ? State.B : State.A; }`;
const options =
  "session: () => ({ n: 0 }), services: () => ({ mail: effect('letter', async () => 'sent') }),";

/** Where a client may be when it dies. */
const moments: {
  readonly [name: string]: (
    debugging: Debugging,
    file: string,
    told: () => Promise<number>,
  ) => Promise<unknown>;
} = {
  async 'while the host loads'({ client }, file, told) {
    await client.request('initialize', { adapterID: 'backstep' });
    quietly(client, 'launch', { program: file, record: join(file, '..', 'runs') });
    await told();
  },
  'while it stands': ({ launch }, file) => launch(file),
  async 'while it runs, and prints'({ launch, client, move }, file) {
    await launch(file);
    await move('next');
    await client.request('continue', { threadId: 1 });
    await client.event('output');
  },
  async 'while a call waits for an answer'({ launch, client, move, stack }, file) {
    await launch(file);
    await move('next');
    const frame = (await stack()).at(-1);
    await move('restartFrame', { frameId: frame?.id });
    await client.request('next', { threadId: 1 });
    await client.event('backstep/ask');
  },
};

for (const [name, moment] of Object.entries(moments)) {
  test(`a client that dies ${name} leaves no process`, () =>
    withDebugging(async (debugging, folder) => {
      const pidFile = join(folder, 'pid');
      const above = `${tellsItsPid(pidFile)}\nimport { effect } from 'backstep';`;
      const file = writeWorkflow(folder, ['A', 'B'], body, options, above);
      await moment(debugging, file, () => pidIn(pidFile));
      const pid = await pidIn(pidFile);
      await debugging.client.close();
      await untilGone(pid);
    }));
}

/** A request whose answer nobody will be there for. */
function quietly(client: DapClient, command: string, args: object): void {
  client.raw(framed(JSON.stringify({ seq: 1000, type: 'request', command, arguments: args })));
}
