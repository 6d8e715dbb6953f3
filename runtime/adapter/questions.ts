import { isDeepStrictEqual } from 'node:util';
import type { AskBody, AskedCall, Decision } from '../model/asked.ts';
import type { Call } from '../model/run.ts';
import type { Handlers } from './connection.ts';
import { DapError } from './dapError.ts';
import type { SessionContext } from './sessionContext.ts';
import { summary } from './variables.ts';

/** Open questions of the host, and what was decided once for all calls of a service. */
export interface Questions {
  /** The calls that wait, by the ids of their questions. */
  readonly open: ReadonlyMap<number, AskedCall>;
  /** A call waits; it is answered at once where that was decided before. */
  ask(id: number, call: AskedCall): void;
  /**
   * Answers one question, or all that are open.
   *
   * @throws DapError `nothing-asked`, `no-compensation`
   */
  decide(id: number | null, decision: Decision): number;
  /**
   * The compensation that was to come before a call has ended: it is not run once more, though no frame may tell of it,
   * and whoever asked may have been left since.
   */
  undone(id: number): void;
  /** The compensation that was to come before a call threw: it is asked about again. */
  undoFailed(id: number): void;
  /** A frame has these calls: what was undone for one of them is undone. */
  made(calls: readonly Call[]): void;
  /** Whoever asked was left: what was being undone then may still end. */
  forget(): void;
  /** Whoever asked is gone, and with it whatever was being undone: that is asked about again. */
  lost(): void;
}

export interface QuestionParts {
  readonly tell: (question: AskBody) => void;
  /** What changes of the world the run that is gone back from has made from here on, by their labels. */
  readonly effects: () => ReadonlyMap<string, number>;
  readonly answer: (id: number, decision: 'reuse' | 'live') => void;
  /** The step that can be undone before a call is made anew; null where there is none. */
  readonly undoable: (call: AskedCall) => Undoable | null;
}

export interface Undoable {
  readonly state: string;
  /**
   * Undoes it, and makes the call then.
   *
   * @throws BackstepError when it cannot be recorded that it is undone
   */
  start(id: number): void;
  done(): void;
  failed(): void;
  /** Nobody knows any more what becomes of it. */
  lost(): void;
}

export function createQuestions({ tell, effects, answer, undoable }: QuestionParts): Questions {
  const open = new Map<number, AskedCall>();
  const undoing = new Map<number, { readonly call: AskedCall; readonly undo: Undoable; ended: boolean }>();
  const always = new Map<string, Decision['decision']>();

  /** What is being undone for a call that nobody waits for any more. */
  const left = new Map<number, { readonly call: AskedCall; readonly undo: Undoable }>();

  function compensate(id: number, call: AskedCall, undo: Undoable): void {
    undo.start(id);
    undoing.set(id, { call, undo, ended: false });
  }
  function cutShort(one: { readonly call: AskedCall; readonly undo: Undoable }): void {
    one.undo.lost();
    always.delete(one.call.service);
  }
  function raise(id: number, call: AskedCall): void {
    open.set(id, call);
    tell({
      ...call,
      id,
      question: `${questionOf(call)}${countOf(effects())}`,
      compensates: undoable(call)?.state ?? null,
    });
  }

  return {
    open,
    ask(id, call) {
      const known = always.get(call.service);
      if (known === 'live' || (known === 'reuse' && call.recorded)) return answer(id, known);
      const undo = known === 'compensate' ? undoable(call) : null;
      if (undo === null) return raise(id, call);
      try {
        compensate(id, call, undo);
      } catch {
        // Whoever decides once more is told why.
        always.delete(call.service);
        raise(id, call);
      }
    },
    decide(id, { decision, all }) {
      const chosen = id === null ? [...open.keys()] : [id].filter((one) => open.has(one));
      if (chosen.length === 0) {
        throw new DapError(
          'nothing-asked',
          'No call waits for a decision: it was answered, or its run was left.',
        );
      }
      for (const one of chosen) {
        const call = open.get(one) as AskedCall;
        const undo = decision === 'compensate' ? undoable(call) : null;
        if (decision === 'compensate' && undo === null) throw noCompensation(call);
        if (undo) compensate(one, call, undo);
        if (all) always.set(call.service, decision);
        open.delete(one);
        if (decision !== 'compensate') answer(one, decision);
      }
      return chosen.length;
    },
    undone(id) {
      const one = undoing.get(id);
      if (one) one.ended = true;
      (one ?? left.get(id))?.undo.done();
      left.delete(id);
    },
    undoFailed(id) {
      left.get(id)?.undo.failed();
      left.delete(id);
      const failed = undoing.get(id);
      undoing.delete(id);
      if (!failed) return;
      failed.undo.failed();
      always.delete(failed.call.service);
      raise(id, failed.call);
    },
    made(calls) {
      for (const [id, { call }] of undoing) {
        if (calls.some((one) => !one.reused && isSame(one, call))) undoing.delete(id);
      }
    },
    forget() {
      open.clear();
      for (const [id, one] of undoing) if (!one.ended) left.set(id, one);
      undoing.clear();
    },
    lost() {
      open.clear();
      for (const one of undoing.values()) if (!one.ended) cutShort(one);
      for (const one of left.values()) cutShort(one);
      undoing.clear();
      left.clear();
    },
  };
}

function isSame(made: Call, { service, method, args }: AskedCall): boolean {
  return made.service === service && made.method === method && isDeepStrictEqual(made.args, args);
}

function noCompensation({ service }: AskedCall): DapError {
  return new DapError(
    'no-compensation',
    `Nothing undoes this call of ${service}: the step that made it has no @compensate, was undone before, or is not recorded. Answer :reuse or :live.`,
  );
}

export function questionRequests(context: SessionContext): Handlers {
  return {
    'backstep/decide'(args) {
      const {
        id,
        decision,
        all = false,
      } = args as {
        readonly id?: unknown;
        readonly decision?: unknown;
        readonly all?: unknown;
      };
      const known = decision === 'reuse' || decision === 'live' || decision === 'compensate';
      if (!known || typeof all !== 'boolean') {
        throw new DapError(
          'bad-request',
          '"decision" must be reuse, live or compensate, and "all" true or false.',
        );
      }
      const number = typeof id === 'number' ? id : null;
      const left = decideCall(context, number, { decision, all });
      return { body: left === '' ? {} : { left }, after: () => context.tellPosition() };
    },
  };
}

/**
 * Answers one question, or all that are open, for a person: what the recording has no answer to cannot be answered from it.
 *
 * @returns what still waits, in words; empty where nothing does
 * @throws DapError `nothing-asked`, `no-compensation`, `no-answer`
 */
export function decideCall({ launched }: SessionContext, id: number | null, decision: Decision): string {
  const meant = [...launched.asked].filter(([one]) => id === null || one === id);
  const left = decision.decision === 'reuse' ? meant.filter(([, { recorded }]) => !recorded) : [];
  if (left.length === 0) {
    launched.decide(id, decision);
    return '';
  }
  const names = [...new Set(left.map(([, call]) => callName(call)))].join(', ');
  const words = `The recording has no answer to ${names}: make the call with :live, or leave it by stepping back or Stop.`;
  if (left.length === meant.length) throw new DapError('no-answer', words);
  for (const [one, { recorded }] of meant) if (recorded) launched.decide(one, decision);
  return words;
}

/** What may be typed for an answer. */
export function answersOf({ recorded, compensates, service }: AskBody): string {
  const reuse = recorded ? ':reuse to use the recorded answer, ' : '';
  const undo = compensates === null ? '' : `, or :compensate to undo ${compensates} first and make it then`;
  return `Type ${reuse}${recorded ? 'or ' : ''}:live to make it${undo}; with "all" for every call of ${service}.`;
}

export function callName({ service, method }: AskedCall): string {
  return method === '' ? service : `${service}.${method}`;
}

/** One effect is the call that is asked about. */
function countOf(effects: ReadonlyMap<string, number>): string {
  const all = [...effects];
  if (all.reduce((sum, [, count]) => sum + count, 0) < 2) return '';
  return ` From here on that run made ${all.map(([label, count]) => `${count} × ${label}`).join(', ')}.`;
}

function questionOf(call: AskedCall): string {
  const { args, effect, recorded } = call;
  const name = callName(call);
  const given = args.map((argument) => summary(argument)).join(', ');
  const what = effect === null ? '' : `, which changes the world (${effect})`;
  const was = recorded
    ? 'It was made in the run that this one goes back to.'
    : 'The recording has no answer to it.';
  return `The step is about to call ${name}(${given})${what}. ${was}`;
}
