import { errorRecord } from '../engine/errorRecord.ts';
import { createInspection } from '../host/inspection.ts';
import { createLines } from '../host/lines.ts';
import type { Json } from '../language/json.ts';
import type { Manifest } from '../language/manifest.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { AttachedFacts } from '../model/attachment.ts';
import type { StopSet } from '../model/hostProtocol.ts';
import type { Frame, LogEntry } from '../model/run.ts';
import { type DebuggerCommand, listenForDebugger } from './attachServer.ts';

/** A run of this process that a debugger may attach to. Without one it goes on as if nobody could. */
export interface InspectedRun {
  readonly isAttached: boolean;
  /** Resolves when the run may begin: at once, or when a debugger is there. */
  begin(run: ControlledRun): Promise<void>;
  /** A frame is stored, as it is given. */
  recorded(frame: Frame): void;
  /** A line stands between two steps, and goes on when the promise resolves. */
  boundary(snapshot: Snapshot, branch: string): Promise<void>;
  logged(entry: LogEntry, state: string, seq: number): void;
  /** The run was interrupted: nothing holds it any more. */
  letGo(): void;
  /** Nothing comes any more. */
  close(): Promise<void>;
}

/** What a debugger does to a run. */
export interface ControlledRun {
  signal(name: string, payload: Json): void;
  interrupt(): void;
  onDetached(): void;
}

export interface Inspected {
  readonly port: number;
  /** Wait before the first step until a debugger has attached. */
  readonly waits: boolean;
  readonly manifest: Manifest;
  readonly from: Snapshot;
  /** Whether something is left out of the recording: then logs are told with their frames only, as they are recorded. */
  readonly redacts: boolean;
  readonly facts: Omit<AttachedFacts, 'seq' | 'cwd' | 'pid'>;
}

/**
 * Listens for a debugger, and prints where and with what token it may attach, on standard error.
 *
 * @throws CliError `inspect-port`
 */
export async function inspectRun({
  port,
  waits,
  manifest,
  from,
  redacts,
  facts,
}: Inspected): Promise<InspectedRun> {
  const inspection = createInspection();
  let seq = from.seq;
  let controlled: ControlledRun | null = null;
  let letBegin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    letBegin = resolve;
  });
  const lines = createLines({
    snapshot: from,
    virtual: false,
    hold: () => () => {},
    send: (event) => {
      if (event.type === 'frame' || event.type === 'boundary') server.send(event);
    },
  });

  function letGo(): void {
    lines.run(noStops, null);
    lines.ack(Number.MAX_SAFE_INTEGER);
  }
  function onCommand(command: DebuggerCommand): void {
    switch (command.type) {
      case 'step':
        letBegin();
        return lines.step(command.branch, command.stops);
      case 'run':
        letBegin();
        return lines.run(command.stops, command.until);
      case 'stops':
        return lines.setStops(command.stops);
      case 'pause':
        // First: what has not begun stops before its first step.
        lines.pause();
        return letBegin();
      case 'ack':
        return lines.ack(command.seq);
      case 'signal':
        controlled?.signal(command.name, command.payload);
        return lines.signalled(command.name);
      case 'inspect':
        try {
          return server.send({ type: 'inspecting', port: inspection.open(command.enter, manifest) });
        } catch (error) {
          return server.send({ type: 'refused', error: errorRecord(error), at: null });
        }
      case 'uninspect':
        return inspection.close();
      case 'end':
        return controlled?.interrupt();
      default:
        command satisfies never;
    }
  }

  const server = await listenForDebugger(
    { port, waits },
    {
      onAttach() {
        process.stderr.write('backstep: a debugger has attached.\n');
        lines.ack(seq);
        return { ...facts, seq, cwd: process.cwd(), pid: process.pid };
      },
      onCommand,
      onDetach() {
        process.stderr.write('backstep: the debugger has detached, and the run goes on.\n');
        inspection.close();
        letBegin();
        letGo();
        controlled?.onDetached();
      },
    },
  );
  process.stderr.write(
    `backstep: listening for a debugger on 127.0.0.1:${server.port}, token ${server.token}${waits ? ', before the first step' : ''}\n`,
  );
  letGo();

  return {
    get isAttached() {
      return server.isAttached;
    },
    begin(run) {
      controlled = run;
      return waits ? begun : Promise.resolve();
    },
    recorded(frame) {
      seq = frame.seq;
      lines.record(frame);
    },
    boundary: (snapshot, branch) => lines.boundary(snapshot, branch),
    logged(entry, state, number) {
      if (!redacts) server.send({ type: 'log', state, seq: number, entry });
    },
    letGo() {
      letBegin();
      letGo();
    },
    close() {
      inspection.close();
      return server.close();
    },
  };
}

/** Nobody who waits for anything. */
const noStops: StopSet = {
  entering: [],
  returns: [],
  transitions: [],
  writes: [],
  failures: false,
  spending: false,
};
