import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance } from '../../runtime/language/advance.ts';
import { NonRetryable } from '../../runtime/language/backstepError.ts';
import type { Context } from '../../runtime/language/context.ts';
import { step, workflow } from '../../runtime/language/decorators.ts';
import { done, fail, goto } from '../../runtime/language/directives.ts';
import type { Json } from '../../runtime/language/json.ts';
import { asStored, runWorkflow, timeless } from './runWorkflow.ts';

interface Expected {
  readonly path: string;
  readonly status: 'done' | 'failed';
  readonly output?: Json;
  readonly error?: RegExp;
  readonly session?: Json;
  readonly attempts?: readonly number[];
}

/** Runs forward and compares; then rewinds to every snapshot, through JSON, and runs on: the end must be the same. */
function check(name: string, workflowClass: new () => object, expected: Expected, input: Json = null): void {
  test(name, async () => {
    const { end, frames, snapshots } = await runWorkflow(workflowClass, input);
    const path = [frames[0]?.state, ...frames.map((frame) => frame.next)].join(' ');
    assert.equal(path, expected.path);
    assert.equal(end.status, expected.status);
    if (end.status === 'done') assert.deepEqual(end.output, expected.output ?? null);
    if (end.status === 'failed')
      assert.match(`${end.error.name}: ${end.error.message}`, expected.error ?? /.*/);
    if (expected.session) assert.deepEqual(end.session, expected.session);
    if (expected.attempts)
      assert.deepEqual(
        frames.map((frame) => frame.attempts.length),
        expected.attempts,
      );

    let replayed = snapshots[0];
    for (const [index, frame] of frames.entries()) {
      replayed = asStored(advance(replayed as never, frame));
      assert.deepEqual(replayed, snapshots[index + 1], `the frames alone lead to snapshot ${index + 1}`);
    }
    for (const snapshot of snapshots.slice(0, -1)) {
      const again = await runWorkflow(workflowClass, null, snapshot);
      assert.deepEqual(timeless(again.end), timeless(snapshots.at(-1)), `from step ${snapshot.seq}`);
    }
  });
}

@workflow({
  states: ['START', 'CHECKED', 'REFINED', 'END'],
  start: 'START',
  session: () => ({ rounds: 0, text: '' }),
})
class Refine {
  @step('START') start(input: { text: string }, { session }: Context<{ session: { text: string } }>) {
    session.text = input.text;
    return 'CHECKED';
  }
  @step('CHECKED') async check(_: null, { session }: Context<{ session: { text: string } }>) {
    await null;
    return session.text.length <= 3 ? 'END' : goto('REFINED', { cut: 2 });
  }
  @step('REFINED') refine(
    data: { cut: number },
    { session }: Context<{ session: { text: string; rounds: number } }>,
  ) {
    session.rounds++;
    session.text = session.text.slice(0, -data.cut);
    return 'CHECKED';
  }
  @step('END') end(_: null, { session }: Context<{ session: { text: string } }>) {
    return done(session.text);
  }
}
check(
  'a refine loop',
  Refine,
  {
    path: 'START CHECKED REFINED CHECKED REFINED CHECKED END #done',
    status: 'done',
    output: 'abc',
    session: { rounds: 2, text: 'abc' },
  },
  { text: 'abcdefg' },
);

@workflow({ states: ['A'], start: 'A' })
class Nothing {
  @step('A') a() {}
}
check('returning nothing is done', Nothing, { path: 'A #done', status: 'done' });

@workflow({ states: ['A'], start: 'A' })
class Fails {
  @step('A') a() {
    return fail('no quota');
  }
}
check('fail ends the run as failed', Fails, { path: 'A #failed', status: 'failed', error: /no quota/ });

@workflow({ states: ['A'], start: 'A', session: () => ({ n: 0 }) })
class Flaky {
  static tries = 0;
  @step('A', { retry: { attempts: 3, delay: 1 } }) a(
    _: null,
    { session }: Context<{ session: { n: number } }>,
  ) {
    session.n++;
    if (++Flaky.tries % 3 !== 0) throw new Error('flaky');
    return done(session.n);
  }
}
check('a retry starts clean: the failed attempts left nothing', Flaky, {
  path: 'A #done',
  status: 'done',
  output: 1,
  session: { n: 1 },
  attempts: [3],
});

@workflow({ states: ['A'], start: 'A', session: () => ({ n: 0 }) })
class GivesUp {
  @step('A', { retry: { attempts: 2, delay: 1 } }) a(
    _: null,
    { session }: Context<{ session: { n: number } }>,
  ) {
    session.n = 9;
    throw new TypeError('always');
  }
}
check('a step that keeps throwing fails the run and rolls back', GivesUp, {
  path: 'A #failed',
  status: 'failed',
  error: /TypeError: always/,
  session: { n: 0 },
  attempts: [2],
});

@workflow({ states: ['A'], start: 'A' })
class Final {
  @step('A', { retry: { attempts: 5, delay: 1 } }) a() {
    throw new NonRetryable('refused');
  }
}
check('NonRetryable is not tried again', Final, {
  path: 'A #failed',
  status: 'failed',
  error: /NonRetryable: refused/,
  attempts: [1],
});

@workflow({ states: ['A', 'RESCUED'], start: 'A' })
class Rescued {
  @step('A', { onError: 'RESCUED' }) a() {
    throw new Error('broken');
  }
  @step('RESCUED') rescue(given: { state: string; error: { message: string }; data: Json }) {
    return done([given.state, given.error.message, given.data]);
  }
}
check(
  'onError gets the state, the error and the data',
  Rescued,
  {
    path: 'A RESCUED #done',
    status: 'done',
    output: ['A', 'broken', { q: 1 }],
  },
  { q: 1 },
);

@workflow({ states: ['A'], start: 'A' })
class Lost {
  @step('A') a() {
    return 'NOWHERE';
  }
}
check('a state that does not exist', Lost, {
  path: 'A #failed',
  status: 'failed',
  error: /The step A of Lost went to "NOWHERE", which is not a state.*The states are A/,
});

@workflow({ states: ['A'], start: 'A', session: () => ({ user: {} }) })
class NotJson {
  @step('A') a(_: null, { session }: Context<{ session: { user: { at?: Date } } }>) {
    session.user.at = new Date(0);
  }
}
check('a session value that is not JSON', NotJson, {
  path: 'A #failed',
  status: 'failed',
  error: /session\.user\.at is a Date: store an ISO string/,
});

@workflow({ states: ['A'], start: 'A' })
class Odd {
  @step('A') a() {
    return { next: 'A' } as never;
  }
}
check('a return value that is nothing of ours', Odd, {
  path: 'A #failed',
  status: 'failed',
  error: /The step A of Odd returned an object with next: return a state/,
});

@workflow({ states: ['A', 'B'], start: 'A' })
class Instance {
  seen: string[] = [];
  @step('A') a() {
    this.seen.push('A');
    return 'B';
  }
  @step('B') b() {
    return done(this.seen);
  }
}
check('a fresh instance for every step', Instance, { path: 'A B #done', status: 'done', output: [] });

@workflow({ states: ['A', 'B'], start: 'A' })
class Data {
  @step('A') a(data: { list: number[] }) {
    data.list.push(2);
    return goto('B', data);
  }
  @step('B') b(data: { list: number[] }) {
    return done(data.list);
  }
}
check(
  'data may be changed and passed on',
  Data,
  { path: 'A B #done', status: 'done', output: [1, 2] },
  { list: [1] },
);
