/**
 * Answers for a replay. A call is answered with what was recorded for the same service, method and arguments, in the
 * order of the recording, each answer once. A call that has none is refused: no call ever gets to its service, but for
 * one whose requests are all answered from the recording.
 */
import type { Answer, Answers, PendingCall } from '../engine/answers.ts';
import type { ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import type { TypedValue } from '../model/answer.ts';
import type { Call } from '../model/run.ts';

/** A call for which nothing is recorded, as the recording would have named it. */
export type UnansweredCall = Pick<Call, 'service' | 'method' | 'args'>;

/** @param refuse hears of each call that has no answer, and makes the error that the step gets */
export function replayAnswers(calls: readonly Call[], refuse: (call: UnansweredCall) => Error): Answers {
  const queues = new Map<string, Call[]>();
  for (const call of calls) {
    if (call.observed || call.undoing) continue;
    const key = keyOf(call);
    const queue = queues.get(key);
    if (queue) queue.push(call);
    else queues.set(key, [call]);
  }
  return {
    take(pending) {
      const recorded = queues.get(keyOf(pending))?.shift();
      return recorded ? answerOf(recorded, () => refuse(asked(pending))) : thrown(refuse(asked(pending)));
    },
  };
}

function answerOf(call: Call, refuse: () => Error): Answer | Promise<Answer> {
  const { result, promised, typed = [], exchanges, vague } = call;
  switch (result.type) {
    case 'error': {
      const error = thrownAgain(result.error);
      return promised ? Promise.reject(error) : thrown(error);
    }
    case 'open':
      return { type: 'silent' };
    case 'value':
    case 'stream':
    case 'handle':
      if (exchanges) return { type: 'enacted', exchanges, sameArguments: !vague };
      if (result.type === 'handle') throw refuse();
      return { type: 'told', result, typed: typed.filter(({ path }) => path[0] === 'result'), promised };
    default:
      return result satisfies never;
  }
}

function thrown(error: unknown): never {
  throw error;
}

function thrownAgain({ name, message, stack, code, retryable }: ErrorRecord): unknown {
  if (name === 'thrown value') return message;
  const error = new Error(message);
  const put = (key: string, value: unknown): unknown =>
    Object.defineProperty(error, key, { value, configurable: true, writable: true });
  put('name', name);
  if (stack !== null) put('stack', stack);
  if (code !== null) put('code', code);
  if (!retryable) put('retryable', false);
  return error;
}

function asked({ service, method, args }: PendingCall): UnansweredCall {
  return { service, method, args };
}

function keyOf(call: UnansweredCall & { readonly typed?: readonly TypedValue[] }): string {
  const { service, method, args, typed = [] } = call;
  const notes = typed.filter(({ path }) => path[0] === 'args');
  return JSON.stringify([service, method, args satisfies readonly Json[], notes]);
}
