import { type Context, done, fail, goto, step, waitFor, workflow } from 'backstep';

enum State {
  REQUESTED = 'REQUESTED',
  REMINDED = 'REMINDED',
  DECIDED = 'DECIDED',
  PAID = 'PAID',
  EXPIRED = 'EXPIRED',
}

interface Expense {
  who: string;
  amount: number;
}

interface Decision {
  approved: boolean;
  by: string;
}

type Ctx = Context<{
  input: Expense | null;
  session: { expense: Expense; letters: string[] };
  services: { mail: Mail };
}>;

/** Stands in for a mail service. */
class Mail {
  async send(text: string): Promise<string> {
    return `sent: ${text}`;
  }
}

/**
 * An expense waits for a person. After two days they are reminded, after five more it expires. The decision is the
 * signal `decision`:
 *
 *     backstep run examples/approval.ts --signal 'decision={"approved":true,"by":"Ada"}'
 *     backstep run examples/approval.ts              # waits; then: backstep signal RUN decision JSON
 *     backstep run examples/approval.ts --skip-time  # a week in a moment, and nobody decides
 */
@workflow({
  states: State,
  start: State.REQUESTED,
  services: () => ({ mail: new Mail() }),
  session: () => ({ expense: { who: '', amount: 0 }, letters: [] }),
})
export class Approval {
  @step(State.REQUESTED)
  async request(input: Expense | null, { session, mail }: Ctx) {
    session.expense = input ?? { who: 'Grace', amount: 120 };
    session.letters.push(await mail.send(`${session.expense.who} asks for ${session.expense.amount}`));
    return waitFor('decision', { then: State.DECIDED, timeout: '2d', onTimeout: State.REMINDED });
  }

  @step(State.REMINDED)
  async remind(_: null, { session, mail }: Ctx) {
    session.letters.push(await mail.send(`${session.expense.who} still waits`));
    return waitFor('decision', { then: State.DECIDED, timeout: '5d', onTimeout: State.EXPIRED });
  }

  @step(State.DECIDED)
  decide(decision: Decision) {
    if (!decision.approved) {
      return fail(`refused by ${decision.by}`);
    }
    return goto(State.PAID, decision);
  }

  @step(State.PAID)
  pay({ by }: Decision, { session }: Ctx) {
    return done(`${session.expense.amount} paid to ${session.expense.who}, approved by ${by}`);
  }

  @step(State.EXPIRED)
  expire(_: null, { session }: Ctx) {
    return done(`expired after ${session.letters.length} letters`);
  }
}
