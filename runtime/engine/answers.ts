import type { Json } from '../language/json.ts';
import type { Call } from '../model/run.ts';

/** What a service answered, to be given again. */
export interface Answer {
  readonly result: Extract<Call['result'], { type: 'value' }>;
  readonly promised: boolean;
}

/**
 * Recorded answers for a run that goes on from an earlier point. A call is answered while service, method and
 * arguments are the same; equal calls are answered in the order in which they were recorded, each once. Errors are not
 * given again: the service may be up by now.
 */
export interface Answers {
  take(service: string, method: string, args: readonly Json[]): Answer | null;
}

export const noAnswers: Answers = { take: () => null };

export function recordedAnswers(calls: readonly Call[]): Answers {
  const queues = new Map<string, Answer[]>();
  for (const { service, method, args, result, promised, lossy } of calls) {
    if (result.type !== 'value' || lossy) continue;
    const key = callKey(service, method, args);
    const queue = queues.get(key);
    if (queue) queue.push({ result, promised });
    else queues.set(key, [{ result, promised }]);
  }
  return { take: (service, method, args) => queues.get(callKey(service, method, args))?.shift() ?? null };
}

function callKey(service: string, method: string, args: readonly Json[]): string {
  return JSON.stringify([service, method, args]);
}
