import { BackstepError } from '../language/backstepError.ts';
import type { Json } from '../language/json.ts';
import type { Exchange, TypedValue } from '../model/answer.ts';
import { callKey } from '../model/callKey.ts';
import { callName } from '../model/callName.ts';
import { type CallPolicy, callRule } from '../model/callPolicy.ts';
import type { Call, CallResult } from '../model/run.ts';

/** What a service answered, to be given again. */
export type Answer =
  /** As it is recorded. */
  | {
      readonly type: 'told';
      readonly result: Extract<CallResult, { type: 'value' | 'stream' }>;
      readonly typed: readonly TypedValue[];
      readonly promised: boolean;
    }
  /** By the service's own method, whose requests are answered from the recording. */
  | {
      readonly type: 'enacted';
      readonly exchanges: readonly Exchange[];
      /** The arguments are known to be the same: a request that differs, by an id of its own making, is still the same. */
      readonly sameArguments: boolean;
    }
  /** Never, as it never was while its step went on. */
  | { readonly type: 'silent' }
  /** By the service, now that these calls have undone what it did before. */
  | { readonly type: 'undone'; readonly calls: readonly Call[] };

/** A call that is about to be made. */
export interface PendingCall {
  readonly service: string;
  readonly method: string;
  readonly args: readonly Json[];
  readonly typed: readonly TypedValue[];
  readonly effect: string | null;
  /** The method is known to give a promise, so that its caller waits. */
  readonly isAsync: boolean;
}

/** A call as whoever decides about it sees it. */
export interface AskedCall {
  readonly service: string;
  readonly method: string;
  readonly args: readonly Json[];
  /** What it changes in the world; null for a service that `effect` does not mark. */
  readonly effect: string | null;
  /** Whether there is a recorded answer to reuse. */
  readonly recorded: boolean;
  /** Its place among the recorded calls; null where there is none. */
  readonly answer: number | null;
  /** False when the caller waits for nothing: decide at once then, or throw. */
  readonly canWait: boolean;
}

/** Decides about a call whose rule is `ask`. What it throws refuses the call, and goes to the step. */
export type Ask = (call: AskedCall) => Decided | Promise<Decided>;

/** `undone`: the call is made, and these were made before it to undo what it did when it was made first. */
export type Decided = 'reuse' | 'live' | { readonly undone: readonly Call[] };

/**
 * Recorded answers for a run that goes on from an earlier point. A call is answered while service, method and
 * arguments are the same; equal calls are answered in the order in which they were recorded, each once. Errors are not
 * given again: the service may be up by now.
 */
export interface Answers {
  /**
   * The answer to a call, null when the service is to give it.
   *
   * @throws BackstepError `call-refused`, `call-undecided`
   */
  take(call: PendingCall): Answer | null | Promise<Answer | null>;
}

export const noAnswers: Answers = { take: () => null };

/** Answers from recorded calls, by a policy; without `ask`, a call that should ask is answered or refused. */
export function recordedAnswers(
  calls: readonly Call[],
  policy: CallPolicy = {},
  ask: Ask | null = null,
): Answers {
  const queues = new Map<string, Kept[]>();
  const promising = new Set<string>();
  for (const [index, call] of calls.entries()) {
    if (call.observed || call.undoing) continue;
    if (call.promised) promising.add(methodKey(call));
    const answer = answerOf(call);
    if (!answer) continue;
    const key = callKey(call);
    const queue = queues.get(key);
    if (queue) queue.push({ answer, index });
    else queues.set(key, [{ answer, index }]);
  }

  function decide(call: PendingCall, kept: Kept | null): Answer | null | Promise<Answer | null> {
    const { service, method, args, effect } = call;
    const answer = kept?.answer ?? null;
    const follow = (decision: Decided): Answer | null => {
      if (decision === 'live') return null;
      if (typeof decision === 'object') return { type: 'undone', calls: decision.undone };
      if (answer) return answer;
      throw refused(call);
    };
    if (!ask) return follow('reuse');
    const canWait = call.isAsync || promising.has(methodKey(call));
    const index = kept?.index ?? null;
    const decision = ask({ service, method, args, effect, recorded: kept !== null, answer: index, canWait });
    if (!(decision instanceof Promise)) return follow(decision);
    if (canWait) return decision.then(follow);
    throw undecided(call, decision);
  }

  return {
    take(call) {
      // A call that is made anew is an occurrence too: the next equal one gets the next answer.
      const kept = queues.get(callKey(call))?.shift() ?? null;
      const rule = callRule(policy, call.service, call.effect);
      switch (rule) {
        case 'reuse':
          return kept?.answer ?? null;
        case 'live':
          return null;
        case 'ask':
          return decide(call, kept);
        default:
          return rule satisfies never;
      }
    },
  };
}

/** An answer, and its place among the recorded calls. */
interface Kept {
  readonly answer: Answer;
  readonly index: number;
}

function answerOf({ result, typed = [], promised, lossy, vague, exchanges }: Call): Answer | null {
  if (result.type === 'error') return null;
  if (exchanges) return { type: 'enacted', exchanges, sameArguments: !vague };
  if (lossy || (result.type !== 'value' && result.type !== 'stream')) return null;
  // What a stream would have gone on with is unknown when its step did not wait for it, and may be better now after an error.
  if (result.type === 'stream' && result.streams.some(({ end }) => end === 'open' || end === 'error'))
    return null;
  return { type: 'told', result, typed: typed.filter(({ path }) => path[0] === 'result'), promised };
}

function methodKey({ service, method }: Pick<PendingCall, 'service' | 'method'>): string {
  return JSON.stringify([service, method]);
}

function refused(call: PendingCall): BackstepError {
  const { name, what } = inWords(call);
  return new BackstepError(
    'call-refused',
    `${name} ${what} and has no recorded answer in this re-run, so it was not made again: let it be made by the policy "live" for ${call.service}, or run on from a step after it.`,
  );
}

function undecided(call: PendingCall, decision: Promise<unknown>): BackstepError {
  const { name, what } = inWords(call);
  // Nobody waits for it any more.
  decision.catch(() => undefined);
  return new BackstepError(
    'call-undecided',
    `${name} ${what}, and gives its answer at once, so that nobody can be asked whether to make it again: set the policy for ${call.service} to "live" or "reuse" before.`,
  );
}

function inWords(call: PendingCall): { readonly name: string; readonly what: string } {
  const { effect } = call;
  return {
    name: callName(call),
    what: effect === null ? 'asks before it is made again' : `changes the world (${effect})`,
  };
}
