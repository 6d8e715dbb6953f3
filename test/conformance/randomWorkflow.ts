import type { Context } from '../../runtime/language/context.ts';
import { compensate, step, workflow } from '../../runtime/language/decorators.ts';
import type { Directive } from '../../runtime/language/directive.ts';
import {
  child,
  continueAs,
  done,
  fail,
  fanOut,
  goto,
  sleep,
  waitFor,
} from '../../runtime/language/directives.ts';
import { effect } from '../../runtime/language/effect.ts';
import type { Json } from '../../runtime/language/json.ts';
import { deliver } from './delivered.ts';
import type { Action, Plan } from './randomPlan.ts';

const states = ['S0', 'S1', 'S2', 'S3', 'S4', 'S5', 'P', 'Q'] as const;
type State = (typeof states)[number];

interface Session {
  fuel?: number;
  list: number[];
  nested: { [key: string]: Json };
  undone: string[];
}

interface Services {
  turns(): Promise<void>;
  mail: typeof mail;
}
type Ctx = Context<{ input: Plan; session: Session; services: Services }>;
type Part = { readonly index: number; readonly bad: boolean };

/** Waits a while, so that branches come in another order in each run: what comes of a run may not depend on it. */
let turn = 0;
async function turns(): Promise<void> {
  turn = (Math.imul(turn ^ (turn >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
  for (let left = turn % 4; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
}

/** What changes the world outside of the run. */
const mail = {
  async send(text: string): Promise<string> {
    await turns();
    return deliver(text);
  },
  post: (text: string): string => deliver(text),
};

/** Of the states S0 to S5, those whose step is tried twice. */
const retried: ReadonlySet<number> = new Set([0, 1, 2, 4]);

class Steps {
  @step('S0', { retry: { attempts: 2, delay: '1h' } }) s0(_: Json, context: Ctx) {
    return take(0, context);
  }
  @step('S1', { retry: { attempts: 2, delay: '1h' } }) s1(_: Json, context: Ctx) {
    return take(1, context);
  }
  @step('S2', { retry: { attempts: 2, delay: '1h' } }) s2(_: Json, context: Ctx) {
    return take(2, context);
  }
  @step('S3', { onError: 'S5' }) s3(_: Json, context: Ctx) {
    return take(3, context);
  }
  @step('S4', { retry: { attempts: 2, delay: '1h' }, onError: 'S5' }) s4(_: Json, context: Ctx) {
    return take(4, context);
  }
  @step('S5') s5(_: Json, context: Ctx) {
    return take(5, context);
  }
  @step('P') p(part: Part, { turns }: Ctx) {
    return turns().then(() => endOf(part));
  }
  @step('Q') async q(part: Part, { turns, mail }: Ctx) {
    await turns();
    await mail.send(`part ${part.index}`);
    return endOf(part);
  }
  @compensate('S1') async undo1(_: Json, { session, mail }: Ctx) {
    await mail.send('sorry for S1');
    session.undone.push('S1');
  }
  @compensate('S2') undo2(_: Json, { session }: Ctx) {
    session.undone.push('S2');
    if (session.undone.length % 2 === 0) throw new Error('an undo that fails');
  }
  @compensate('Q') undoQ({ index }: Part, { session }: Ctx) {
    session.undone.push(`Q${index}`);
  }
}

const session = (): Session => ({ list: [3, 1, 2], nested: { a: 1 }, undone: [] });

@workflow({ states, start: 'S0', session, services: () => ({ turns, mail: effect('letter', mail) }) })
export class RandomChild extends Steps {}

@workflow({ states, start: 'S0', session, services: () => ({ turns, mail: effect('letter', mail) }) })
export class RandomWorkflow extends Steps {}

function endOf({ index, bad }: Part): Directive<never> {
  if (bad) throw new Error(`part ${index}`);
  return done(index * 10);
}

async function take(
  state: number,
  { input, session, turns, mail, checkpoint, restored }: Ctx,
): Promise<Directive<State>> {
  const action = input.actions[state] as Action;
  const fuel = (session.fuel ?? input.fuel) - 1;
  session.fuel = fuel;
  change(session, action.change, fuel);
  await turns();
  if (action.letter === 'sent') await mail.send(`S${state}`);
  if (action.letter === 'posted') mail.post(`S${state}`);
  if (fuel <= 0) return done([...session.list]);
  const to = `S${action.to}` as State;
  const isChild = input.child.length === 0;
  const below = (index: number): Plan => ({
    actions: input.child,
    child: [],
    fuel: 3,
    line: `${input.line}.${fuel}.${index}`,
  });
  const indices = Array.from({ length: action.items }, (_, index) => index);
  switch (isChild && /child|continue/.test(action.does) ? 'goto' : action.does) {
    case 'goto':
      return goto(to, { fuel });
    case 'wait':
      return waitFor(`${input.line}:${fuel}`, {
        then: to,
        data: action.bad,
        ...(action.timeout ? { timeout: '3d', ...(action.collect ? { onTimeout: 'S5' as const } : {}) } : {}),
      });
    case 'sleep':
      return sleep(1000 * action.items, to, fuel);
    case 'fan out to steps':
      // Where the first failure ends the others, what else had finished is a matter of luck: there is nothing to undo.
      return fanOut(
        action.collect ? 'Q' : 'P',
        indices.map((index) => ({ index, bad: index === action.bad })),
        { join: to, ...options(action), onBranchError: action.collect ? 'collect' : 'fail' },
      );
    case 'fan out to children':
      return fanOut<State>(RandomChild, indices.map(below), {
        join: to,
        ...options(action),
        onBranchError: 'collect',
      });
    case 'child':
      return child(RandomChild, below(0), to);
    case 'try twice':
      if (restored === undefined) {
        // Where there is no second attempt, a life that begins after the checkpoint would take another way.
        if (retried.has(state)) checkpoint(fuel);
        throw new Error('again');
      }
      return goto(to, restored);
    case 'throw':
      throw new Error(`S${state}`);
    case 'fail':
      return fail({ at: fuel });
    case 'done':
      return done(fuel);
    case 'continue':
      return continueAs({ ...input, fuel });
    default:
      return goto(to);
  }
}

function options({ concurrency }: Action): { readonly concurrency?: number } {
  return concurrency === null ? {} : { concurrency };
}

function change(session: Session, how: number, n: number): void {
  const { list, nested } = session;
  switch (how) {
    case 0:
      list.push(n, n + 1);
      return;
    case 1:
      list.splice(1, 1, n, n);
      return;
    case 2:
      session.list = [...list.slice(-2), n];
      return;
    case 3:
      list.sort((a, b) => a - b);
      return;
    case 4:
      nested[`k${n % 3}`] = { n, deep: [{ n }] };
      return;
    case 5:
      for (const key of Object.keys(nested).slice(0, 1)) delete nested[key];
      return;
    case 6:
      list.reverse();
      return;
    case 7:
      session.nested = { ...nested, [`x${n}`]: [n] };
      return;
    default:
      return;
  }
}
