import type { Answers } from '../engine/answers.ts';
import type { ArtifactStore } from '../engine/artifactStore.ts';
import { virtualClock } from '../engine/clock.ts';
import { localBackend } from '../engine/localBackend.ts';
import type { Requests } from '../engine/requests.ts';
import { edited } from '../language/advance.ts';
import { commitTree } from '../language/committed.ts';
import { interpret } from '../language/interpret.ts';
import type { Json } from '../language/json.ts';
import type { Manifest } from '../language/manifest.ts';
import type { Instance, Snapshot } from '../language/snapshot.ts';
import type { StepRequest } from '../language/stepRequest.ts';
import type { UndoOrder } from '../model/asked.ts';
import type { HostEvent } from '../model/hostProtocol.ts';
import type { StepProgress } from '../model/progress.ts';
import type { Call, Edit } from '../model/run.ts';
import { createLines, type Lines } from './lines.ts';
import { createLiveStreams } from './liveStreams.ts';
import type { Printing } from './printing.ts';

/** One interpretation under the debugger, from a snapshot, moved on by commands. */
export interface Journey extends Omit<Lines, 'record' | 'boundary' | 'signalled'> {
  signal(name: string, payload: Json): void;
  /** Runs the compensation of a step of an earlier run; gives the calls that it made. */
  undo(order: UndoOrder): Promise<readonly Call[]>;
  /** Ends it: nothing that it still does is sent. */
  abandon(): void;
}

export interface JourneyParts {
  readonly run: string;
  readonly manifest: Manifest;
  readonly services: { readonly [name: string]: unknown };
  readonly snapshot: Snapshot;
  readonly edits: readonly Edit[];
  /** What the steps in flight here had come to. */
  readonly progress: readonly (readonly [string, StepProgress])[];
  readonly answers: Answers;
  readonly requests: Requests;
  readonly artifacts: ArtifactStore;
  readonly send: (event: HostEvent) => void;
  /** Null when nobody asks which step prints. */
  readonly printing: Printing | null;
}

/** Starts interpreting; it waits before the first step. */
export function startJourney(parts: JourneyParts): Journey {
  const stop = new AbortController();
  const clock = virtualClock(parts.snapshot.now);
  function send(event: HostEvent): void {
    if (!stop.signal.aborted) parts.send(event);
  }
  const lines = createLines({ snapshot: parts.snapshot, virtual: true, hold: clock.hold, send });
  const streams = createLiveStreams(send);

  const backend = localBackend({
    run: parts.run,
    manifest: parts.manifest,
    services: parts.services,
    answers: parts.answers,
    requests: parts.requests,
    artifacts: parts.artifacts,
    edits: parts.edits,
    progress: new Map(parts.progress),
    onProgress: (note) => send({ type: 'note', note }),
    clock,
    stop: stop.signal,
    record(frame) {
      streams.ended(frame.branch);
      lines.record(frame);
    },
    boundary: (snapshot, branch) =>
      stop.signal.aborted ? new Promise<void>(() => {}) : lines.boundary(snapshot, branch),
    onLog: (entry, request) => send({ type: 'log', state: request.entry.state, seq: request.number, entry }),
    onChunk: streams.chunk,
  });
  const from = edited(parts.snapshot, parts.edits);
  commitAll(from);
  const { printing } = parts;
  const told = printing && {
    ...backend,
    runStep: (request: StepRequest) => printing.inStep(request, () => backend.runStep(request)),
  };
  interpret(parts.manifest, told ?? backend, from).catch((error: unknown) => {
    send({ type: 'crashed', message: error instanceof Error ? error.message : String(error) });
  });

  return {
    ...lines,
    signal(name, payload) {
      backend.signal(name, payload);
      lines.signalled(name);
    },
    undo(order) {
      commitAll(order.instance);
      return backend.undo(order);
    },
    abandon() {
      stop.abort(new Error('The run was left for an earlier point.'));
    },
  };
}

/** A snapshot that came as text is no committed value yet: sessions, data and results, wherever they stand in it. */
function commitAll(snapshot: Instance): void {
  commitTree(snapshot as unknown as Json & object);
}
