import { isDeepStrictEqual } from 'node:util';
import type { AskBody, AskedCall, Decision } from '../model/asked.ts';
import { callName } from '../model/callName.ts';
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
   * Answers one question, or of all that are open those that the decision fits. Calls of one step are undone together: each
   * of them is made when that has ended.
   *
   * @returns the calls that still wait, since the decision does not fit them
   * @throws DapError `nothing-asked`; BackstepError when it cannot be recorded that something is undone
   */
  decide(id: number | null, decision: Decision): readonly AskedCall[];
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
  /** The step that gave the recorded answer; null where none did. */
  readonly stepOf: (call: AskedCall) => object | null;
}

export interface Undoable {
  readonly state: string;
  /** Tells it from others: the same for all calls of the step. */
  readonly step: object;
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

/** What is being undone for a call. */
interface Undoing {
  readonly call: AskedCall;
  readonly undo: Undoable;
  /** Other calls of the step, which are made when it is undone. */
  readonly others: Map<number, AskedCall>;
  ended: boolean;
}

export function createQuestions({ tell, effects, answer, undoable, stepOf }: QuestionParts): Questions {
  const open = new Map<number, AskedCall>();
  const undoing = new Map<number, Undoing>();
  const always = new Map<string, Decision['decision']>();
  /** Questions that offered to undo a step, while they are open. */
  const offered = new Set<number>();
  /** Steps that were undone for a call of theirs. */
  const undoneSteps = new WeakSet<object>();

  /** What is being undone for a call that nobody waits for any more. */
  const left = new Map<number, Undoing>();

  /** False where nothing undoes the call. */
  function compensate(id: number, call: AskedCall): boolean {
    const undo = undoable(call);
    if (undo !== null) {
      undo.start(id);
      undoing.set(id, { call, undo, others: new Map(), ended: false });
      return true;
    }
    const step = stepOf(call);
    if (step === null) return false;
    const running = [...undoing.values()].find((one) => one.undo.step === step && !one.ended);
    if (running) running.others.set(id, call);
    else if (offered.has(id) && undoneSteps.has(step)) answer(id, 'live');
    else return false;
    return true;
  }
  function cutShort(one: Undoing): void {
    one.undo.lost();
    always.delete(one.call.service);
  }
  function raise(id: number, call: AskedCall): void {
    open.set(id, call);
    const compensates = undoable(call)?.state ?? null;
    if (compensates !== null) offered.add(id);
    tell({ ...call, id, question: `${questionOf(call)}${countOf(effects())}`, compensates });
  }

  return {
    open,
    ask(id, call) {
      const known = always.get(call.service);
      if (known === 'live' || (known === 'reuse' && call.recorded)) return answer(id, known);
      try {
        if (known === 'compensate' && compensate(id, call)) return;
      } catch {
        // Whoever decides once more is told why.
        always.delete(call.service);
      }
      raise(id, call);
    },
    decide(id, { decision, all }) {
      const chosen = id === null ? [...open.keys()] : [id].filter((one) => open.has(one));
      if (chosen.length === 0) {
        throw new DapError(
          'nothing-asked',
          'No call waits for a decision: it was answered, or its run was left.',
        );
      }
      const unfit: AskedCall[] = [];
      for (const one of chosen) {
        const call = open.get(one) as AskedCall;
        const fits = decision === 'compensate' ? compensate(one, call) : decision === 'live' || call.recorded;
        if (!fits) {
          unfit.push(call);
          continue;
        }
        if (all) always.set(call.service, decision);
        open.delete(one);
        offered.delete(one);
        if (decision !== 'compensate') answer(one, decision);
      }
      return unfit;
    },
    undone(id) {
      const one = undoing.get(id);
      const { undo } = one ?? left.get(id) ?? {};
      left.delete(id);
      if (undo) undoneSteps.add(undo.step);
      undo?.done();
      if (!one) return;
      one.ended = true;
      for (const other of one.others.keys()) answer(other, 'live');
    },
    undoFailed(id) {
      left.get(id)?.undo.failed();
      left.delete(id);
      const failed = undoing.get(id);
      undoing.delete(id);
      if (!failed) return;
      failed.undo.failed();
      for (const [other, call] of [[id, failed.call] as const, ...failed.others]) {
        always.delete(call.service);
        raise(other, call);
      }
    },
    made(calls) {
      for (const [id, { call }] of undoing) {
        if (calls.some((one) => !one.reused && isSame(one, call))) undoing.delete(id);
      }
    },
    forget() {
      open.clear();
      offered.clear();
      for (const [id, one] of undoing) if (!one.ended) left.set(id, one);
      undoing.clear();
    },
    lost() {
      open.clear();
      offered.clear();
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
 * Answers one question, or all that are open, for a person: what the recording has no answer to cannot be answered from it,
 * and what no compensation undoes cannot be undone.
 *
 * @returns what still waits, in words; empty where nothing does
 * @throws DapError `nothing-asked`, `no-compensation`, `no-answer`
 */
export function decideCall({ launched }: SessionContext, id: number | null, decision: Decision): string {
  const asked = id === null ? launched.asked.size : 1;
  const left = launched.decide(id, decision);
  if (left.length === 0) return '';
  const names = [...new Set(left.map(callName))].join(', ');
  const [code, words] =
    decision.decision === 'compensate'
      ? [
          'no-compensation',
          `Nothing undoes ${names}: the step that made the call has no @compensate, was undone before, or is not recorded. Answer :reuse or :live.`,
        ]
      : [
          'no-answer',
          `The recording has no answer to ${names}: make the call with :live, or leave its step with Pause.`,
        ];
  if (left.length === asked) throw new DapError(code, words);
  return words;
}

/** What may be typed for an answer. */
export function answersOf({ recorded, compensates, service }: AskBody): string {
  const reuse = recorded ? ':reuse to use the recorded answer, ' : '';
  const undo = compensates === null ? '' : `, or :compensate to undo ${compensates} first and make it then`;
  return `Type ${reuse}${recorded ? 'or ' : ''}:live to make it${undo}; with "all" for every call of ${service}.`;
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
