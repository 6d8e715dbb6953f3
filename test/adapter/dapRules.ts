import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { messageValidator } from './dapSchema.ts';

type Message = DebugProtocol.ProtocolMessage & { readonly [key: string]: unknown };

let validator: ReturnType<typeof messageValidator> | null = null;

/** Requests after which the run has moved on, and no reference from before may be answered. */
const moves = new Set([
  'next',
  'stepIn',
  'stepOut',
  'continue',
  'stepBack',
  'reverseContinue',
  'restartFrame',
  'goto',
  'backstep/travel',
  'backstep/runTo',
  'backstep/goToChange',
]);

/**
 * Holds all that an adapter sent to the protocol.
 *
 * R1. Every message is of its schema, and numbered from 1 without a gap.
 * R2. A request gets one response at most, of its own command, and one whose answer was not cut off by the end gets one.
 * R3. `initialized` follows the response to `initialize`; nothing stops before `configurationDone`.
 * R4. The events of a move follow its response.
 * R5. `exited` and `terminated` come once, in this order, and nothing stops after them.
 * R6. A reference from before the run moved on is not answered with success.
 */
export function assertDapRules(traffic: readonly object[]): void {
  validator ??= messageValidator();
  const asked = new Map<number, DebugProtocol.Request>();
  const answered = new Set<number>();
  const events: string[] = [];
  /** References as they were when a request was sent: what was handed out since the run moved last. */
  let live = new Set<string>();
  const liveAt = new Map<number, ReadonlySet<string>>();
  let moving: DebugProtocol.Request | null = null;
  /** The session stood still when the move was asked for, so that whatever stops is of the move. */
  let settled = false;
  let standing = false;
  let expected = 1;

  for (const message of traffic as readonly Message[]) {
    // What the adapter asks of its client is numbered with all that it sends; the answer to it is the client's.
    if (reverse.has(String(message['command']))) {
      if (message.type !== 'request') continue;
      assert.equal(validator(message), null, 'R1');
      assert.equal(message.seq, expected++, 'R1: messages are numbered from 1');
      continue;
    }
    if (message.type === 'request') {
      const request = message as unknown as DebugProtocol.Request;
      asked.set(request.seq, request);
      liveAt.set(request.seq, live);
      if (moves.has(request.command) && moving === null) {
        moving = request;
        settled = standing;
      }
      continue;
    }
    assert.equal(validator(message), null, 'R1');
    assert.equal(message.seq, expected++, 'R1: messages are numbered from 1');
    if (message.type === 'response') onResponse(message as unknown as DebugProtocol.Response);
    else onEvent(message as unknown as DebugProtocol.Event);
  }
  // What a client asks while the session ends may be cut off by that; what it asked before has an answer.
  const last = [...asked.values()].find(({ command }) => ends.has(command)) ?? null;
  const due = [...asked.values()].filter(({ seq }) => last === null || seq < last.seq);
  assert.deepEqual(
    due.filter(({ seq }) => !answered.has(seq)),
    [],
    'R2: every request is answered',
  );

  function onResponse(response: DebugProtocol.Response): void {
    const request = asked.get(response.request_seq);
    // A client that sends nonsense may be answered by what cannot be matched.
    if (request === undefined) return;
    assert.ok(!answered.has(request.seq), `R2: ${request.command} was answered twice`);
    answered.add(request.seq);
    assert.equal(response.command, request.command, 'R2');
    if (moving === request) moving = null;
    if (!response.success) return;
    const used = referenceOf(request);
    if (used !== null) {
      const sent = liveAt.get(request.seq);
      assert.ok(sent?.has(used) || live.has(used), `R6: ${request.command} took ${used}, which is stale`);
    }
    if (moves.has(request.command)) {
      live = new Set();
      standing = false;
    } else live = new Set([...live, ...referencesIn(response)]);
  }

  function onEvent({ event }: DebugProtocol.Event): void {
    events.push(event);
    const commands = [...asked.values()].filter(({ seq }) => answered.has(seq)).map(({ command }) => command);
    if (event === 'initialized') assert.ok(commands.includes('initialize'), 'R3: initialized comes second');
    if (event === 'stopped') {
      assert.ok(moving === null || !settled, 'R4: a move is answered before its events');
      assert.ok(commands.includes('configurationDone'), 'R3: nothing stops before it is configured');
      assert.ok(!events.includes('terminated'), 'R5: nothing stops after the end');
      live = new Set();
      standing = true;
    }
    if (event === 'continued') standing = false;
    if (event === 'terminated') {
      assert.equal(events.filter((name) => name === 'terminated').length, 1, 'R5: one end');
      assert.equal(events.filter((name) => name === 'exited').length, 1, 'R5: exited comes first');
    }
  }
}

const reverse = new Set(['runInTerminal', 'startDebugging']);
const ends = new Set(['disconnect', 'terminate']);

function referenceOf({ command, arguments: args }: DebugProtocol.Request): string | null {
  const { variablesReference, frameId } = (args ?? {}) as {
    readonly variablesReference?: number;
    readonly frameId?: number;
  };
  if (command === 'variables' || command === 'setVariable') return `variables ${variablesReference}`;
  if (command === 'scopes' || command === 'restartFrame') return `frame ${frameId}`;
  return command === 'evaluate' && frameId !== undefined ? `frame ${frameId}` : null;
}

/** All references in an answer, however deep. */
function referencesIn(response: DebugProtocol.Response): string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (key === 'variablesReference') found.push(`variables ${String(child)}`);
      if (key === 'id' && response.command === 'stackTrace') found.push(`frame ${String(child)}`);
      look(child);
    }
  };
  look(response.body);
  return found;
}
