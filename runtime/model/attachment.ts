import type { HostCommand, HostEvent } from './hostProtocol.ts';

/**
 * Between a debug adapter and a run that may be attached to: lines of JSON on a loopback socket. The adapter begins, with
 * `attach`; the run answers with `challenge`, the adapter with `prove`, and the run with `attached`: each has shown then that it
 * knows the token, which is never sent. Until then nothing else is read. Who hangs up detaches.
 */
export const attachmentVersion = 2;

// adapter → run

export type AttachCommand =
  | { readonly type: 'attach'; readonly nonce: string; readonly version: number }
  /** Of both nonces, by the token. */
  | { readonly type: 'prove'; readonly proof: string }
  | Extract<
      HostCommand,
      {
        readonly type: 'step' | 'run' | 'stops' | 'pause' | 'ack' | 'signal' | 'inspect' | 'uninspect';
      }
    >
  /** End the run as Ctrl-C does. */
  | { readonly type: 'end' };

// run → adapter

export type AttachEvent =
  /** Of both nonces, by the token. */
  | { readonly type: 'challenge'; readonly nonce: string; readonly proof: string }
  /** Every frame after `facts.seq` follows as it is taken. */
  | { readonly type: 'attached'; readonly facts: AttachedFacts }
  | { readonly type: 'denied'; readonly code: AttachDenial; readonly message: string }
  | Extract<HostEvent, { readonly type: 'frame' | 'boundary' | 'log' | 'inspecting' | 'refused' }>
  /** The process has done its work and ends; all frames were sent. */
  | { readonly type: 'over' };

export type AttachDenial = 'attach-denied' | 'attach-busy' | 'attach-version';

/** What an adapter must know of the run that it attaches to. */
export interface AttachedFacts {
  readonly run: string;
  /** Path of the recording, which holds all frames up to `seq`. */
  readonly recording: string;
  readonly seq: number;
  /** Path of the workflow's file, and the name of its class. */
  readonly file: string;
  readonly workflow: string;
  /** Path of a module whose exports stand in for services; null for none. */
  readonly services: string | null;
  /** Folder of the process. */
  readonly cwd: string;
  readonly pid: number;
}
