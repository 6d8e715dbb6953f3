import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Wait } from '../../runtime/language/waits.ts';
import type { AskBody } from '../../runtime/model/asked.ts';
import type { WaitsBody } from '../../runtime/model/history.ts';
import type { PositionBody } from '../../runtime/model/position.ts';
import type { DapClient } from '../adapter/dapClient.ts';
import { eventually } from '../adapter/eventually.ts';

/** What a client is shown where a session stands. */
export interface Shown {
  readonly position: PositionBody;
  readonly stopped: DebugProtocol.StoppedEvent['body'];
  readonly waits: readonly Wait[];
  readonly session: unknown;
  readonly data: unknown;
  /** The top of each thread's stack, and of the main one's all entries. */
  readonly stack: readonly DebugProtocol.StackFrame[];
  readonly lines: ReadonlyMap<string, number>;
}

export interface Person {
  /** Sends a request that leads to a stop, and answers what is asked meanwhile by what is recorded, or else by yes. */
  move(command: string, args?: object): Promise<Shown>;
  /** What is shown now. */
  look(): Promise<Shown>;
  /** Sends a request that leads to no stop, and waits until the position is told anew. */
  change(command: string, args: object): Promise<Shown>;
  /** How often an effect was asked about, and answered by yes. */
  readonly yes: number;
}

export function personAt(client: DapClient): Person {
  let yes = 0;
  let read = 0;
  let position: PositionBody | null = null;
  let stopped: DebugProtocol.StoppedEvent['body'] | null = null;

  /** Takes note of what came in; true when the session stopped. */
  function takeNote(): boolean {
    let halted = false;
    for (; read < client.traffic.length; read++) {
      const { event, body } = client.traffic[read] as { readonly event?: string; readonly body?: object };
      if (event === 'backstep/position') position = body as PositionBody;
      if (event === 'backstep/ask') answer(body as AskBody);
      if (event === 'stopped') {
        stopped = body as DebugProtocol.StoppedEvent['body'];
        halted = true;
      }
    }
    return halted;
  }
  function answer({ id, recorded }: AskBody): void {
    if (!recorded) yes++;
    void client.request('backstep/decide', { id, decision: recorded ? 'reuse' : 'live' });
  }

  async function look(): Promise<Shown> {
    takeNote();
    assert.ok(position && stopped);
    const { waits } = await client.request<WaitsBody>('backstep/waits');
    const { threads } = await client.request<DebugProtocol.ThreadsResponse['body']>('threads');
    const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
    });
    const value = async (expression: string): Promise<unknown> => {
      const args = { expression, context: 'clipboard', frameId: stackFrames[0]?.id };
      const { result } = await client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', args);
      return JSON.parse(result) as unknown;
    };
    const lines = new Map(
      (position.branches ?? []).map(({ branch }, index) => [branch, threads[index + 1]?.id ?? 0]),
    );
    const session = await value('session');
    const data = await value('typeof data === "undefined" ? null : JSON.stringify(data)');
    return { position, stopped, waits, session, data, stack: stackFrames, lines };
  }

  return {
    get yes() {
      return yes;
    },
    look,
    async move(command, args = {}) {
      takeNote();
      await client.request(command, { threadId: 1, ...args });
      await eventually(`a stop after ${command}`, takeNote);
      return look();
    },
    async change(command, args) {
      takeNote();
      position = null;
      await client.request(command, args);
      await eventually(`the position after ${command}`, () => {
        takeNote();
        return position !== null;
      });
      return look();
    },
  };
}
