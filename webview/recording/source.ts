import type { FromRecordingPage, ToRecordingPage } from '../../runtime/model/pageProtocol.ts';
import type { ExportedRun, ValuePlace } from '../../runtime/model/recorded.ts';

/** Where a page gets its run from. */
export interface Source {
  /** Steps at a time. */
  readonly pageSize: number;
  /** Whether there is an editor around the page that can replay, export and show whole values. */
  readonly editor: boolean;
  listen(receive: (message: ToRecordingPage) => void): void;
  post(message: FromRecordingPage): void;
}

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/** VS Code around the page. */
export function vscodeSource(): Source {
  const api = acquireVsCodeApi();
  return {
    pageSize,
    editor: true,
    post: (message) => api.postMessage(message),
    listen(receive) {
      window.addEventListener('message', ({ data }: MessageEvent<ToRecordingPage>) => receive(data));
    },
  };
}

/** The run that an exported page carries. */
export function embeddedSource(json: string): Source {
  const { run, steps }: ExportedRun = JSON.parse(json);
  let receive: (message: ToRecordingPage) => void = () => undefined;
  const rows = (from: number): void =>
    receive({ type: 'recorded', run, from, rows: steps.slice(from - 1, from - 1 + pageSize) });
  return {
    pageSize,
    editor: false,
    listen(listener) {
      receive = listener;
    },
    post(message) {
      switch (message.type) {
        case 'ready':
          rows(1);
          return;
        case 'rows':
          rows(message.from);
          return;
        case 'step': {
          const step = steps[message.k - 1];
          if (step !== undefined) receive({ type: 'step', step });
          return;
        }
        case 'value':
        case 'replay':
        case 'source':
        case 'export':
          // Nobody is there to do it, and the page offers none of them.
          return;
        default:
          message satisfies never;
      }
    },
  };
}

/** Asks the editor for all of a value. */
export function askForValue(source: Source, place: ValuePlace, length: number): void {
  source.post({ type: 'value', place, length });
}

const pageSize = 500;
