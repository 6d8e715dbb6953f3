import { connect, type Socket } from 'node:net';
import {
  type AttachCommand,
  type AttachEvent,
  type AttachedFacts,
  attachmentVersion,
} from '../model/attachment.ts';
import { messageReader } from '../model/lines.ts';
import { isProof, newNonce, proofOf } from './attachProof.ts';
import { DapError } from './dapError.ts';
import type { HostClientListener, RunningHost } from './hostClient.ts';

/** A run of another process, which runs and records it, with or without us. */
export interface AttachedHost extends RunningHost {
  readonly facts: AttachedFacts;
  /** Lets what it tells through; until then the run goes on, up to a window of frames. */
  open(): void;
  /** @throws DapError `attach-services` when a host of our own could not run on from it */
  assertForks(): void;
  /** Ends the run there, as Ctrl-C does. */
  end(): void;
}

/** `onOver`: the process has done its work, and ends. */
export type AttachedListener = Pick<HostClientListener, 'onFrame' | 'onBoundary' | 'onLog' | 'onLost'> & {
  onOver(): void;
};

export interface AttachAddress {
  readonly port: number;
  readonly token: string;
}

const answerWithinMs = 15_000;

/**
 * Attaches to a run on a loopback port.
 *
 * @throws DapError `attach-failed`, or as the run denies it: `attach-denied`, `attach-busy`, `attach-version`
 */
export function attachHost(
  { port, token }: AttachAddress,
  listener: AttachedListener,
  signal: AbortSignal,
): Promise<AttachedHost> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const send = (command: AttachCommand): void => void socket.write(`${JSON.stringify(command)}\n`);
    const link = createLink(socket, send, listener);
    const fail = (code: string, message: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new DapError(code, message, { showUser: true }));
    };
    const timer = setTimeout(
      () => fail('attach-failed', `What listens on port ${port} did not answer: is it a run of Backstep?`),
      answerWithinMs,
    );
    const abandon = (): void => fail('stopped', 'The session was stopped.');
    signal.addEventListener('abort', abandon, { once: true });
    const settle = (facts: AttachedFacts): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abandon);
      resolve(link.host(facts));
    };
    if (signal.aborted) return abandon();
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    const nonce = newNonce();
    socket.once('connect', () => send({ type: 'attach', nonce, version: attachmentVersion }));
    socket.on('error', (error) => {
      fail(
        'attach-failed',
        `Cannot attach to port ${port}: ${error.message}. Start the run with "backstep run FILE --inspect", and give the port that it prints.`,
      );
    });
    socket.on('close', () => {
      signal.removeEventListener('abort', abandon);
      fail('attach-failed', `Whoever listens on port ${port} hung up: is it a run of Backstep?`);
      link.closed();
    });
    /** Whoever listens has shown that it knows the token; until then nothing that it says is believed. */
    let isProven = false;
    const prove = ({ nonce: run, proof }: Extract<AttachEvent, { readonly type: 'challenge' }>): void => {
      const nonces = { adapter: nonce, run };
      if (!isProof(proof, proofOf('run', token, nonces))) {
        return fail(
          'attach-denied',
          `The token is not that of the run on port ${port}: copy the one that it printed when it began.`,
        );
      }
      isProven = true;
      send({ type: 'prove', proof: proofOf('adapter', token, nonces) });
    };
    const onLine = (event: AttachEvent): void => {
      if (event.type === 'denied') fail(event.code, event.message);
      else if (event.type === 'challenge') prove(event);
      else if (!isProven) fail('attach-failed', `What listens on port ${port} is no run of Backstep.`);
      else if (event.type === 'attached') settle(event.facts);
      else link.onEvent(event);
    };
    socket.on(
      'data',
      messageReader<AttachEvent>(onLine, () =>
        fail('attach-failed', `What listens on port ${port} is no run of Backstep.`),
      ) as (chunk: unknown) => void,
    );
  });
}

type Told = Exclude<AttachEvent, { readonly type: 'attached' | 'challenge' | 'denied' }>;

function createLink(
  socket: Socket,
  send: (command: AttachCommand) => void,
  listener: AttachedListener,
): {
  host(facts: AttachedFacts): AttachedHost;
  onEvent(event: Told): void;
  closed(): void;
} {
  /** What came before anybody listens; null when it is let through. */
  let early: Told[] | null = [];
  /** Who asked for the inspector and was not answered, in the order of the answers; some may have given up since. */
  const inspecting: { resolve(port: number): void; reject(error: Error): void }[] = [];
  /** The other side hung up before anybody listened. */
  let isLost = false;
  /** Nobody need be told that the other side is gone. */
  let isOver = false;

  function tell(event: Told): void {
    switch (event.type) {
      case 'frame':
        return listener.onFrame(event.frame);
      case 'boundary':
        return listener.onBoundary(event.reason, event.branch, event.seq);
      case 'log':
        return listener.onLog(event.entry, event.state, event.seq);
      case 'inspecting':
        inspecting.shift()?.resolve(event.port);
        return;
      case 'refused':
        inspecting.shift()?.reject(new DapError(event.error.code ?? 'internal', event.error.message));
        return;
      case 'over':
        isOver = true;
        return listener.onOver();
      default:
        event satisfies never;
    }
  }

  function giveUpInspecting(code: string, message: string): void {
    for (const { reject } of inspecting) reject(new DapError(code, message));
  }
  function tellLost(): void {
    if (!isLost || isOver) return;
    isOver = true;
    listener.onLost('its process hung up');
  }

  return {
    onEvent(event) {
      if (early === null) tell(event);
      else early.push(event);
    },
    closed() {
      giveUpInspecting('host-lost', 'The run that was attached to is gone.');
      isLost = true;
      if (early === null) tellLost();
    },
    host: (facts) => ({
      facts,
      open() {
        const events = early ?? [];
        early = null;
        for (const event of events) tell(event);
        tellLost();
      },
      assertForks() {
        if (facts.services === null) return;
        throw new DapError(
          'attach-services',
          `${facts.run} was started with --services ${facts.services}, which the debugger has no place for, so no new run can begin here: use backstep fork ${facts.run} --at STEP --services FILE.`,
        );
      },
      step: (branch, stops) => send({ type: 'step', branch, stops }),
      run: (stops, until) => send({ type: 'run', stops, until }),
      setStops: (stops) => send({ type: 'stops', stops }),
      signal: (name, payload) => send({ type: 'signal', name, payload }),
      pause: () => send({ type: 'pause' }),
      ack: (seq) => send({ type: 'ack', seq }),
      decide() {
        // Nothing is asked of a run that goes where none has been.
      },
      compensate() {
        // Nor undone for it.
      },
      inspect: (enter) =>
        new Promise((resolve, reject) => {
          giveUpInspecting('stopped', 'The inspector was asked for once more.');
          const timer = setTimeout(
            () =>
              reject(
                new DapError('host-silent', 'The run did not open its inspector: a step keeps it busy.'),
              ),
            answerWithinMs,
          );
          inspecting.push({
            resolve(port) {
              clearTimeout(timer);
              resolve(port);
            },
            reject(error) {
              clearTimeout(timer);
              reject(error);
            },
          });
          send({ type: 'inspect', enter });
        }),
      uninspect() {
        giveUpInspecting('stopped', 'Nobody waits for the inspector any more.');
        send({ type: 'uninspect' });
      },
      end: () => send({ type: 'end' }),
      kill() {
        isOver = true;
        giveUpInspecting('stopped', 'The session was stopped.');
        socket.end();
      },
    }),
  };
}
