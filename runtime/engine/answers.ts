import type { Json } from '../language/json.ts';
import type { Call } from '../model/run.ts';

/**
 * Recorded answers for a run that goes on from an earlier point. A call is answered while service, method and
 * arguments are the same; equal calls are answered in the order in which they were recorded, each once.
 */
export interface Answers {
  take(service: string, method: string, args: readonly Json[]): Call | null;
}

export const noAnswers: Answers = { take: () => null };

export function recordedAnswers(calls: readonly Call[]): Answers {
  const queues = new Map<string, Call[]>();
  for (const call of calls) {
    if (call.result.type !== 'value' && call.result.type !== 'error') continue;
    const key = callKey(call.service, call.method, call.args);
    const queue = queues.get(key);
    if (queue) queue.push(call);
    else queues.set(key, [call]);
  }
  return { take: (service, method, args) => queues.get(callKey(service, method, args))?.shift() ?? null };
}

function callKey(service: string, method: string, args: readonly Json[]): string {
  return JSON.stringify([service, method, args]);
}
