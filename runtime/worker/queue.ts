import type { Numbered, WorkerRequest, WorkerResponse } from '../model/workerProtocol.ts';

type ExtractRequest = Extract<WorkerRequest, { type: 'extract' }>;
type OtherRequest = Exclude<WorkerRequest, ExtractRequest>;

/** What the worker can do; each part is loaded when it is first asked for. */
export interface Work {
  extract(request: ExtractRequest): Promise<WorkerResponse>;
  other(request: OtherRequest): Promise<WorkerResponse>;
}

/**
 * Takes requests in and lets answers out. Extractions wait their turn, one at a time; while one waits, a newer request
 * for the same file takes its place and its answer goes to both, since nobody wants the graph of a text that is gone.
 */
export function createQueue(
  work: Work,
  answer: (response: Numbered<WorkerResponse>) => void,
): (request: Numbered<WorkerRequest>) => void {
  const waiting = new Map<string, { request: ExtractRequest; readonly ids: number[] }>();
  let draining = false;

  return (request) => {
    if (request.type !== 'extract') {
      void settle(work.other(request)).then((response) => answer({ ...response, id: request.id }));
      return;
    }
    const entry = waiting.get(request.file);
    if (entry === undefined) {
      waiting.set(request.file, { request, ids: [request.id] });
    } else {
      entry.request = request;
      entry.ids.push(request.id);
    }
    if (!draining) void drain();
  };

  async function drain(): Promise<void> {
    draining = true;
    while (waiting.size > 0) {
      // Requests that have already arrived are all read before the next one is chosen.
      await new Promise((resolve) => setImmediate(resolve));
      const [file, entry] = first(waiting);
      waiting.delete(file);
      const response = await settle(work.extract(entry.request));
      for (const id of entry.ids) answer({ ...response, id });
    }
    draining = false;
  }
}

async function settle(response: Promise<WorkerResponse>): Promise<WorkerResponse> {
  try {
    return await response;
  } catch (error) {
    const code =
      error instanceof Error && 'code' in error && typeof error.code === 'string'
        ? error.code
        : 'worker-failed';
    // Only errors of our own making speak to the user; of any other, its stack belongs into the log.
    if (!(error instanceof Error) || error.name !== 'BackstepError') console.error(error);
    return { type: 'failed', code, message: error instanceof Error ? error.message : String(error) };
  }
}

function first<Key, Value>(map: ReadonlyMap<Key, Value>): [Key, Value] {
  for (const entry of map) return entry;
  throw new RangeError('first: the map is empty');
}
