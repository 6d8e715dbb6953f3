import type { AskBody, AskedCall, Decision } from '../model/asked.ts';
import type { Handlers } from './connection.ts';
import { DapError } from './dapError.ts';
import type { SessionContext } from './sessionContext.ts';
import { summary } from './variables.ts';

/** Open questions of the host, and what was decided once for all calls of a service. */
export interface Questions {
  /** A call waits; it is answered at once where that was decided before. */
  ask(id: number, call: AskedCall): void;
  /**
   * Answers one question, or all that are open.
   *
   * @throws DapError `nothing-asked`
   */
  decide(id: number | null, decision: Decision): number;
  /** The host that asked is gone. */
  forget(): void;
}

export function createQuestions(
  tell: (question: AskBody) => void,
  answer: (id: number, decision: Decision['decision']) => void,
): Questions {
  const open = new Map<number, AskedCall>();
  const always = new Map<string, Decision['decision']>();
  return {
    ask(id, call) {
      const known = always.get(call.service);
      if (known !== undefined && (known === 'live' || call.recorded)) return answer(id, known);
      open.set(id, call);
      tell({ ...call, id, question: questionOf(call) });
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
        if (all) always.set(call.service, decision);
        open.delete(one);
        answer(one, decision);
      }
      return chosen.length;
    },
    forget: () => open.clear(),
  };
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
      if ((decision !== 'reuse' && decision !== 'live') || typeof all !== 'boolean') {
        throw new DapError('bad-request', '"decision" must be reuse or live, and "all" true or false.');
      }
      const number = typeof id === 'number' ? id : null;
      context.launched.decide(number, { decision, all });
      return {};
    },
  };
}

function questionOf({ service, method, args, effect, recorded }: AskedCall): string {
  const name = method === '' ? service : `${service}.${method}`;
  const given = args.map((argument) => summary(argument)).join(', ');
  const what = effect === null ? '' : `, which changes the world (${effect})`;
  const was = recorded
    ? 'It was made in the run that this one goes back to.'
    : 'The recording has no answer to it.';
  return `The step is about to call ${name}(${given})${what}. ${was}`;
}
