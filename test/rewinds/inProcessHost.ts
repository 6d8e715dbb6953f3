import type { HostClient, HostClientListener, loadHost } from '../../runtime/adapter/hostClient.ts';
import { noAnswers, recordedAnswers } from '../../runtime/engine/answers.ts';
import { artifactFolder } from '../../runtime/engine/artifactFolder.ts';
import { errorRecord } from '../../runtime/engine/errorRecord.ts';
import { firstSnapshot, makeServices } from '../../runtime/engine/prepare.ts';
import { watchRequests } from '../../runtime/engine/requests.ts';
import { createAsking } from '../../runtime/host/asking.ts';
import { type Journey, startJourney } from '../../runtime/host/journey.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { HostEvent } from '../../runtime/model/hostProtocol.ts';
import type { Call } from '../../runtime/model/run.ts';

/** Ends the host that was loaded last, as a signal to its process would. */
export interface HostHandle {
  readonly load: typeof loadHost;
  /** How many were loaded: each numbers its questions anew. */
  readonly loads: number;
  kill(): void;
}

const requests = watchRequests();

/**
 * The host of a workflow in this process: what goes in and out of it takes a turn of the event loop and goes through
 * JSON, as it does between two processes. What a host does with a command is `runtime/host/main.ts`.
 */
export function inProcessHost(workflow: new () => object): HostHandle {
  const manifest = manifestOf(workflow);
  let killLast = (): void => undefined;
  let loads = 0;
  const load: typeof loadHost = (file, _name, _options, listener) => {
    loads++;
    let alive = true;
    let journey: Journey | null = null;
    const services = makeServices(manifest);
    const later = (work: () => void): void =>
      void setImmediate(() => {
        if (alive) work();
      });
    const asking = createAsking((call, asked) => send({ type: 'ask', call, asked }));
    function send(event: HostEvent): void {
      const text = JSON.stringify(event);
      later(() => tell(JSON.parse(text) as HostEvent, listener));
    }
    function through<T>(value: T): T {
      return JSON.parse(JSON.stringify(value)) as T;
    }
    const end = (): void => {
      alive = false;
      journey?.abandon();
    };
    killLast = () => {
      if (!alive) return;
      end();
      listener.onLost('signal SIGKILL');
    };
    const { name, version, states, start } = manifest;
    const client: HostClient = {
      manifest: { workflow: name, version, states, start, file },
      pid: 0,
      source: '',
      changed: () => false,
      begin: async (given) => through(firstSnapshot(manifest, given, 0)),
      travel(run, snapshot, { edits, answers, policy, progress }) {
        const told = through({ snapshot, edits, answers, progress: [...progress] });
        later(() => {
          journey?.abandon();
          journey = startJourney({
            run,
            manifest,
            services,
            requests,
            artifacts: artifactFolder('nowhere'),
            snapshot: told.snapshot,
            edits: told.edits,
            progress: told.progress,
            answers: policy === null ? noAnswers : recordedAnswers(told.answers, policy, asking.begin()),
            send,
            printing: null,
          });
        });
      },
      decide: (call, decision) => later(() => asking.decide(call, decision)),
      compensate(call, undo) {
        const order = through(undo);
        const undone = (calls: readonly Call[] = []): void => {
          send({ type: 'undone', call });
          asking.decide(call, { undone: calls });
        };
        const failed = (error: unknown): void =>
          send({ type: 'undoFailed', call, error: errorRecord(error) });
        later(() => void journey?.undo(order).then(undone, failed));
      },
      step: (branch, stops) => later(() => journey?.step(branch, stops)),
      signal: (signal, payload) => later(() => journey?.signal(signal, through(payload))),
      run: (stops, until) => later(() => journey?.run(stops, until)),
      setStops: (stops) => later(() => journey?.setStops(stops)),
      pause: () => later(() => journey?.pause()),
      ack: (seq) => later(() => journey?.ack(seq)),
      inspect: () => Promise.reject(new Error('this host has no inspector')),
      uninspect: () => undefined,
      kill: end,
    };
    return Promise.resolve(client);
  };
  return {
    load,
    get loads() {
      return loads;
    },
    kill: () => killLast(),
  };
}

function tell(event: HostEvent, listener: HostClientListener): void {
  switch (event.type) {
    case 'frame':
      return listener.onFrame(event.frame);
    case 'note':
      return listener.onNote(event.note);
    case 'boundary':
      return listener.onBoundary(event.reason, event.branch, event.seq);
    case 'undone':
      return listener.onUndone(event.call);
    case 'undoFailed':
      return listener.onUndoFailed(event.call, event.error);
    case 'print':
      return listener.onOutput(event.category, event.text, event);
    case 'ask':
      return listener.onAsk(event.call, event.asked);
    case 'log':
      return listener.onLog(event.entry, event.state, event.seq);
    case 'stream':
      return listener.onStream(event.stream);
    case 'crashed':
      return listener.onLost(event.message);
    case 'ready':
    case 'loaded':
    case 'begun':
    case 'inspecting':
    case 'refused':
      return;
    default:
      event satisfies never;
  }
}
