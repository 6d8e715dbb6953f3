import { NonRetryable } from '../../runtime/language/backstepError.ts';
import type { Context } from '../../runtime/language/context.ts';
import { compensate, step, workflow } from '../../runtime/language/decorators.ts';
import type { BranchResult } from '../../runtime/language/directive.ts';
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
import type { Json } from '../../runtime/language/json.ts';
import type { Scenario } from './scenario.ts';

const day = 86_400_000;

@workflow({
  states: ['START', 'CHECKED', 'REFINED', 'END'],
  start: 'START',
  session: () => ({ text: '', rounds: 0 }),
})
class Refine {
  @step('START') start(text: string, { session }: Ctx<{ text: string }>) {
    session.text = text;
    return 'CHECKED';
  }
  @step('CHECKED') check(_: null, { session }: Ctx<{ text: string }>) {
    return session.text.length <= 3 ? 'END' : goto('REFINED', { cut: 2 });
  }
  @step('REFINED') refine(data: { cut: number }, { session }: Ctx<{ text: string; rounds: number }>) {
    session.rounds++;
    session.text = session.text.slice(0, -data.cut);
    return 'CHECKED';
  }
  @step('END') end(_: null, { session }: Ctx<{ text: string }>) {
    return done(session.text);
  }
}

/** What a step asks that fails a number of times, whoever asks. */
class World {
  #asked = 0;
  ask(failures: number): boolean {
    return ++this.#asked > failures;
  }
}

@workflow({
  states: ['FLAKY', 'RESCUED'],
  start: 'FLAKY',
  services: () => ({ world: new World() }),
  session: () => ({ tries: 0 }),
})
class Flaky {
  @step('FLAKY', { retry: { attempts: 3, delay: '1h', factor: 2 }, onError: 'RESCUED' })
  flaky(
    failures: number,
    { session, checkpoint, restored, world }: Ctx<{ tries: number }, { world: World }>,
  ) {
    session.tries++;
    checkpoint('begun');
    if (!world.ask(failures)) throw new Error('not yet');
    return done([session.tries, restored]);
  }
  @step('RESCUED') rescued(given: { state: string; error: { message: string } }) {
    return done(`${given.state}: ${given.error.message}`);
  }
}

@workflow({ states: ['PARTS'], start: 'PARTS' })
class Checkpointed {
  @step('PARTS', { retry: { attempts: 4, delay: '1h' } })
  parts(parts: readonly string[], { checkpoint, restored }: Ctx<object>) {
    const ready = (restored as readonly string[] | undefined) ?? [];
    const next = parts[ready.length];
    if (next === undefined) return done(ready);
    checkpoint([...ready, next.toUpperCase()]);
    throw new Error(`${next} is ready, and the next one is not`);
  }
}

@workflow({ states: ['A'], start: 'A' })
class Refused {
  @step('A', { retry: { attempts: 9, delay: 1 } }) a() {
    throw new NonRetryable('refused');
  }
}

const five = ['a', 'b', 'c', 'd', 'e'];

@workflow({ states: ['SPLIT', 'PART', 'JOINED'], start: 'SPLIT', session: () => ({ prefix: 'x' }) })
class Parts {
  @step('SPLIT') split(options: { bad?: string; collect?: boolean; items?: readonly string[] } | null) {
    const items = (options?.items ?? five).map((item) => ({ item, bad: options?.bad === item }));
    return fanOut('PART', items, {
      join: 'JOINED',
      concurrency: 2,
      onBranchError: options?.collect ? 'collect' : 'fail',
    });
  }
  @step('PART') async part(given: { item: string; bad: boolean }, { session }: Ctx<{ prefix: string }>) {
    await null;
    if (given.bad) throw new NonRetryable(`bad ${given.item}`);
    return done(session.prefix + given.item);
  }
  @step('JOINED') join(results: readonly BranchResult<string>[], { session }: Ctx<{ all?: Json }>) {
    session.all = results.map((result) => (result.status === 'done' ? result.value : result.error.message));
    return done(session.all);
  }
}

@workflow({ states: ['SPLIT', 'PART', 'JOINED'], start: 'SPLIT', session: () => ({ n: 0 }) })
class Writes {
  @step('SPLIT') split() {
    return fanOut('PART', [1], { join: 'JOINED' });
  }
  @step('PART') part(_: number, { session }: Ctx<{ n: number }>) {
    session.n = 1;
  }
  @step('JOINED') join() {}
}

@workflow({ states: ['SPLIT', 'PART', 'JOINED'], start: 'SPLIT' })
class Wanders {
  @step('SPLIT') split() {
    return fanOut('PART', [1], { join: 'JOINED', onBranchError: 'collect' });
  }
  @step('PART') part() {
    return 'JOINED';
  }
  @step('JOINED') join(results: readonly BranchResult[]) {
    return done(results.map((result) => (result.status === 'failed' ? result.error.code : 'done')));
  }
}

@workflow({ states: ['ASKED', 'APPROVED', 'REJECTED', 'EXPIRED'], start: 'ASKED' })
class Approval {
  @step('ASKED') ask(options: { timeout?: boolean; data?: boolean; dead?: boolean } | null) {
    return waitFor('approval', {
      then: 'APPROVED',
      ...(options?.data ? { data: { order: 7 } } : {}),
      ...(options?.timeout || options?.dead ? { timeout: '3d' } : {}),
      ...(options?.timeout ? { onTimeout: 'EXPIRED' } : {}),
    });
  }
  @step('APPROVED') approved(payload: { yes: boolean } | null) {
    return payload && payload.yes === false ? goto('REJECTED', payload) : done(payload);
  }
  @step('REJECTED') rejected() {
    return fail('rejected');
  }
  @step('EXPIRED') expired() {
    return done('expired');
  }
}

@workflow({ states: ['A', 'B', 'C'], start: 'A' })
class Twice {
  @step('A') a() {
    return waitFor('word', { then: 'B' });
  }
  @step('B') b(word: string) {
    return waitFor('word', { then: 'C', data: word });
  }
  @step('C') c(both: Json) {
    return done(both);
  }
}

@workflow({ states: ['A', 'B'], start: 'A' })
class Naps {
  @step('A') a() {
    return sleep('30d', 'B', 'rested');
  }
  @step('B') b(how: string) {
    return done(how);
  }
}

function saga(failing: string): new () => object {
  @workflow({
    name: `Saga${failing}`,
    states: ['FLIGHT', 'HOTEL', 'CAR', 'PAID'],
    start: 'FLIGHT',
    session: () => ({ undone: [] as string[] }),
  })
  class Saga {
    @step('FLIGHT') flight() {
      return this.book('FLIGHT', goto('HOTEL', { ref: 'h' }));
    }
    @step('HOTEL') hotel() {
      return this.book('HOTEL', goto('CAR', { ref: 'c' }));
    }
    @step('CAR') car() {
      return this.book('CAR', goto('PAID'));
    }
    @step('PAID') pay() {
      return this.book('PAID', done('paid'));
    }
    @compensate('FLIGHT') cancelFlight(data: Json, { session }: Ctx<{ undone: string[] }>) {
      session.undone.push(`flight ${JSON.stringify(data)}`);
    }
    @compensate('HOTEL') cancelHotel(_: Json, { session }: Ctx<{ undone: string[] }>) {
      session.undone.push('hotel');
      if (failing === 'UNDO') throw new NonRetryable('no undo');
    }
    @compensate('CAR') cancelCar(data: { ref: string }, { session }: Ctx<{ undone: string[] }>) {
      session.undone.push(`car ${data.ref}`);
    }
    book<T>(state: string, next: T): T {
      if (state === failing || (failing === 'UNDO' && state === 'PAID'))
        throw new NonRetryable(`${state} is full`);
      return next;
    }
  }
  return Saga;
}

@workflow({ states: ['READ', 'NAPPED'], start: 'READ', session: () => ({ seen: 0 }) })
class Review {
  @step('READ') read(text: string, { session }: Ctx<{ seen: number }>) {
    if (text === 'bad') throw new NonRetryable('unreadable');
    session.seen++;
    return sleep('1h', 'NAPPED', text);
  }
  @step('NAPPED') napped(text: string, { session }: Ctx<{ seen: number }>) {
    return done(`${text}:${session.seen}`);
  }
}

@workflow({ states: ['SENT', 'BACK', 'LOST'], start: 'SENT', session: () => ({ own: true }) })
class Parent {
  @step('SENT', { onError: 'LOST' }) send(text: string) {
    return child(Review, text, 'BACK');
  }
  @step('BACK') back(answer: string, { session }: Ctx<{ own: boolean }>) {
    return done([answer, session.own]);
  }
  @step('LOST') lost(given: { error: { message: string } }) {
    return done(`lost: ${given.error.message}`);
  }
}

@workflow({ states: ['SPLIT', 'JOINED'], start: 'SPLIT' })
class Reviews {
  @step('SPLIT') split(texts: readonly string[]) {
    return fanOut(Review, texts, { join: 'JOINED', onBranchError: 'collect' });
  }
  @step('JOINED') join(results: readonly BranchResult<string>[]) {
    return done(results.map((result) => (result.status === 'done' ? result.value : result.error.message)));
  }
}

@workflow({ states: ['PAGE'], start: 'PAGE', session: () => ({ pages: 0 }) })
class Pages {
  @step('PAGE') page(number: number, { session }: Ctx<{ pages: number }>) {
    session.pages++;
    return number < 3 ? continueAs(number + 1) : done([number, session.pages]);
  }
}

type Ctx<S extends object, V extends object = object> = Context<{ session: S; services: V }>;

const sagaRows = ['FLIGHT → HOTEL', 'HOTEL → CAR', 'CAR → PAID', 'PAID → #done'];
const undoRows: { readonly [state: string]: string } = {
  FLIGHT: 'FLIGHT → #failed (undo)',
  HOTEL: 'HOTEL → #failed (undo)',
  CAR: 'CAR → #failed (undo)',
};

/** A saga of n steps, with a failure in each in turn: what had finished is undone in reverse order. */
const sagas: readonly Scenario[] = ['FLIGHT', 'HOTEL', 'CAR', 'PAID', 'none'].map((failing, index) => {
  const booked = ['FLIGHT', 'HOTEL', 'CAR'].slice(0, index);
  const broke =
    failing === 'none'
      ? []
      : [`${failing} → #failed (error)`, ...booked.toReversed().map((state) => undoRows[state] as string)];
  const undone = { FLIGHT: 'flight {"to":"Rome"}', HOTEL: 'hotel', CAR: 'car c' };
  return {
    name: `a saga in which ${failing} fails`,
    workflow: saga(failing),
    input: { to: 'Rome' },
    expected: {
      frames: [...sagaRows.slice(0, index), ...broke],
      end: failing === 'none' ? { done: 'paid' } : { failed: `${failing} is full` },
      session: {
        undone:
          failing === 'none' ? [] : booked.toReversed().map((state) => undone[state as keyof typeof undone]),
      },
    },
  };
});

export const scenarios: readonly Scenario[] = [
  {
    name: 'a refine loop',
    workflow: Refine,
    input: 'abcdefg',
    expected: {
      frames: [
        'START → CHECKED',
        'CHECKED → REFINED',
        'REFINED → CHECKED',
        'CHECKED → REFINED',
        'REFINED → CHECKED',
        'CHECKED → END',
        'END → #done',
      ],
      end: { done: 'abc' },
      session: { text: 'abc', rounds: 2 },
    },
  },
  {
    name: 'a flaky step that succeeds at last',
    workflow: Flaky,
    input: 2,
    expected: {
      frames: ['FLAKY → #done'],
      end: { done: [1, 'begun'] },
      session: { tries: 1 },
      passed: 3 * 3_600_000,
    },
  },
  {
    name: 'a flaky step that gives up',
    workflow: Flaky,
    input: 99,
    expected: {
      frames: ['FLAKY → RESCUED (error)', 'RESCUED → #done'],
      end: { done: 'FLAKY: not yet' },
      session: { tries: 0 },
    },
  },
  {
    name: 'a step that goes on from its checkpoint',
    workflow: Checkpointed,
    input: ['a', 'b', 'c'],
    expected: { frames: ['PARTS → #done'], end: { done: ['A', 'B', 'C'] } },
  },
  {
    name: 'NonRetryable',
    workflow: Refused,
    expected: { frames: ['A → #failed (error)'], end: { failed: 'refused' } },
  },
  {
    name: 'a fan-out of five with a join',
    workflow: Parts,
    expected: {
      frames: [
        'SPLIT → #waiting',
        '1.0 PART → JOINED',
        '1.1 PART → JOINED',
        '1.2 PART → JOINED',
        '1.3 PART → JOINED',
        '1.4 PART → JOINED',
        'SPLIT → JOINED (join)',
        'JOINED → #done',
      ],
      end: { done: ['xa', 'xb', 'xc', 'xd', 'xe'] },
    },
  },
  {
    name: 'a fan-out over nothing',
    workflow: Parts,
    input: { items: [] },
    expected: { frames: ['SPLIT → #waiting', 'SPLIT → JOINED (join)', 'JOINED → #done'], end: { done: [] } },
  },
  {
    name: 'a fan-out that collects a failure',
    workflow: Parts,
    input: { bad: 'c', collect: true },
    expected: {
      frames: [
        'SPLIT → #waiting',
        '1.0 PART → JOINED',
        '1.1 PART → JOINED',
        '1.2 PART → JOINED (error)',
        '1.3 PART → JOINED',
        '1.4 PART → JOINED',
        'SPLIT → JOINED (join)',
        'JOINED → #done',
      ],
      end: { done: ['xa', 'xb', 'bad c', 'xd', 'xe'] },
    },
  },
  {
    name: 'a fan-out that fails with its first branch',
    workflow: Parts,
    input: { bad: 'a', items: ['a'] },
    expected: {
      frames: ['SPLIT → #waiting', '1.0 PART → #failed (error)', 'SPLIT → #failed (join) (error)'],
      end: { failed: 'bad a' },
    },
  },
  {
    name: 'a branch that writes the session',
    workflow: Writes,
    expected: {
      frames: ['SPLIT → #waiting', '1.0 PART → #failed (error)', 'SPLIT → #failed (join) (error)'],
      end: { failed: /Cannot write session\.n: PART runs as a branch/.source },
      session: { n: 0 },
    },
  },
  {
    name: 'a branch that goes to a state',
    workflow: Wanders,
    expected: {
      frames: ['SPLIT → #waiting', '1.0 PART → JOINED (error)', 'SPLIT → JOINED (join)', 'JOINED → #done'],
      end: { done: ['branch-directive'] },
    },
  },
  {
    name: 'an approval that is given when it is waited for',
    workflow: Approval,
    whenIdle: [{ name: 'approval', payload: { yes: true } }],
    expected: {
      frames: ['ASKED → #waiting', 'ASKED → APPROVED (signal)', 'APPROVED → #done'],
      end: { done: { yes: true } },
    },
  },
  {
    name: 'an approval that was given before',
    workflow: Approval,
    before: [{ name: 'approval', payload: { yes: true } }],
    input: { data: true },
    expected: {
      frames: ['ASKED → #waiting', 'ASKED → APPROVED (signal)', 'APPROVED → #done'],
      end: { done: { payload: { yes: true }, data: { order: 7 } } },
    },
  },
  {
    name: 'an approval that is refused',
    workflow: Approval,
    whenIdle: [{ name: 'approval', payload: { yes: false } }],
    expected: {
      frames: ['ASKED → #waiting', 'ASKED → APPROVED (signal)', 'APPROVED → REJECTED', 'REJECTED → #failed'],
      end: { failed: 'rejected' },
    },
  },
  {
    name: 'an approval that expires',
    workflow: Approval,
    input: { timeout: true },
    expected: {
      frames: ['ASKED → #waiting', 'ASKED → EXPIRED (timeout)', 'EXPIRED → #done'],
      end: { done: 'expired' },
      passed: 3 * day,
    },
  },
  {
    name: 'a timeout with nowhere to go',
    workflow: Approval,
    input: { dead: true },
    expected: {
      frames: ['ASKED → #waiting', 'ASKED → #failed (timeout) (error)'],
      end: { failed: /The signal "approval" that ASKED waited for did not come in time/.source },
    },
  },
  {
    name: 'a signal that nobody sends',
    workflow: Approval,
    expected: { frames: ['ASKED → #waiting'], end: { waiting: 'approval' } },
  },
  {
    name: 'one signal for each wait',
    workflow: Twice,
    before: [{ name: 'word', payload: 'first' }],
    whenIdle: [
      { name: 'other', payload: null },
      { name: 'word', payload: 'second' },
    ],
    expected: {
      frames: ['A → #waiting', 'A → B (signal)', 'B → #waiting', 'B → C (signal)', 'C → #done'],
      end: { done: { payload: 'second', data: 'first' } },
    },
  },
  {
    name: 'a sleep of thirty days',
    workflow: Naps,
    expected: {
      frames: ['A → #waiting', 'A → B (timer)', 'B → #done'],
      end: { done: 'rested' },
      passed: 30 * day,
    },
  },
  ...sagas,
  {
    name: 'an undo that fails does not keep the others from running',
    workflow: saga('UNDO'),
    input: { to: 'Rome' },
    expected: {
      frames: [
        ...sagaRows.slice(0, 3),
        'PAID → #failed (error)',
        'CAR → #failed (undo)',
        'HOTEL → #failed (undo) (error)',
        'FLIGHT → #failed (undo)',
      ],
      end: { failed: 'PAID is full' },
      session: { undone: ['car c', 'flight {"to":"Rome"}'] },
    },
  },
  {
    name: 'a child',
    workflow: Parent,
    input: 'text',
    expected: {
      frames: [
        'SENT → #waiting',
        '1 READ → #waiting',
        '1 READ → NAPPED (timer)',
        '1 NAPPED → #done',
        'SENT → BACK (child)',
        'BACK → #done',
      ],
      end: { done: ['text:1', true] },
      session: { own: true },
    },
  },
  {
    name: 'a child that fails',
    workflow: Parent,
    input: 'bad',
    expected: {
      frames: ['SENT → #waiting', '1 READ → #failed (error)', 'SENT → LOST (child) (error)', 'LOST → #done'],
      end: { done: 'lost: unreadable' },
    },
  },
  {
    name: 'a fan-out to children',
    workflow: Reviews,
    input: ['a', 'bad', 'b'],
    expected: {
      frames: [
        'SPLIT → #waiting',
        '1.0 READ → #waiting',
        '1.0 READ → NAPPED (timer)',
        '1.0 NAPPED → #done',
        '1.1 READ → #failed (error)',
        '1.2 READ → #waiting',
        '1.2 READ → NAPPED (timer)',
        '1.2 NAPPED → #done',
        'SPLIT → JOINED (join)',
        'JOINED → #done',
      ],
      end: { done: ['a:1', 'unreadable', 'b:1'] },
    },
  },
  {
    name: 'a run that goes on as another',
    workflow: Pages,
    input: 1,
    expected: {
      frames: ['PAGE → PAGE', 'PAGE → PAGE', 'PAGE → #done'],
      end: { done: [3, 1] },
      session: { pages: 1 },
    },
  },
];
