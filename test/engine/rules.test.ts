import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstSnapshot } from '../../runtime/engine/prepare.ts';
import { NonRetryable } from '../../runtime/language/backstepError.ts';
import type { Context } from '../../runtime/language/context.ts';
import { compensate, step, workflow } from '../../runtime/language/decorators.ts';
import { child, continueAs, done, fail, fanOut, goto, sleep } from '../../runtime/language/directives.ts';
import type { Json } from '../../runtime/language/json.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import { runWorkflow } from './runWorkflow.ts';

type Notes = Context<{ input: Json; session: { notes: Json[] }; services: { note: (value: Json) => void } }>;

const noted: Json[] = [];
const note = (value: Json): void => {
  noted.push(value);
};
const services = () => ({ note });
const hour = 3_600_000;

/** Runs a workflow that notes what it meets, and holds the notes and the output, or the message of the failure. */
function check(name: string, workflowClass: new () => object, notes: Json, end: Json): void {
  test(name, async () => {
    noted.length = 0;
    const ran = await runWorkflow(workflowClass);
    const came =
      ran.end.status === 'done' ? ran.end.output : ran.end.status === 'failed' && ran.end.error.message;
    assert.deepEqual([noted, came], [notes, end]);
  });
}

@workflow({ states: ['A', 'B', 'C'], start: 'A', services })
class Keys {
  @step('A', { retry: { attempts: 2 } }) a(_: Json, { key, note, run, restored, checkpoint }: Notes) {
    note([key, run.seq]);
    if (restored === undefined) {
      checkpoint(1);
      throw new Error('again');
    }
    return fanOut('B', [1, 2], { join: 'C', concurrency: 1 });
  }
  @step('B') b(_: Json, { key, note }: Notes) {
    note(key);
  }
  @step('C') c(_: Json, { key, note, run, restored }: Notes) {
    note([key, run.seq, restored === undefined ? 'nothing restored' : 'restored']);
  }
}
check(
  "a key is the same on every attempt, and of no other step or branch; a checkpoint is the step's own",
  Keys,
  [['test:1', 1], ['test:1', 1], 'test:1.0/1', 'test:1.1/1', ['test:3', 3, 'nothing restored']],
  null,
);

@workflow({ states: ['A'], start: 'A', services })
class Delays {
  @step('A', { retry: { attempts: 5, delay: '1h', factor: 3, maxDelay: '10h' } }) a(
    _: Json,
    { now, note }: Notes,
  ) {
    note(Math.round(now() / hour));
    throw new Error('down');
  }
}
check('the delay of a retry grows by its factor, up to its cap', Delays, [0, 1, 4, 13, 23], 'down');

@workflow({ states: ['A'], start: 'A', services })
class Mixed {
  @step('A', { retry: { attempts: 9, delay: 1 } }) a(_: Json, { note, restored, checkpoint }: Notes) {
    note('tried');
    checkpoint(1);
    if (restored === undefined) throw new Error('again');
    throw new NonRetryable('no more');
  }
}
check('NonRetryable ends the retries', Mixed, ['tried', 'tried'], 'no more');

@workflow({ states: ['A', 'B'], start: 'A', services })
class Heeds {
  @step('A', { timeout: 20, onError: 'B' }) async a(_: Json, { abortSignal, note }: Notes) {
    await new Promise((resolve) => abortSignal.addEventListener('abort', resolve));
    note([abortSignal.aborted, (abortSignal.reason as { code: string }).code]);
    abortSignal.throwIfAborted();
  }
  @step('B') b(given: { error: { code: string } }, { note }: Notes) {
    note(given.error.code);
  }
}
check(
  'a timeout fires the abort signal, and goes to onError',
  Heeds,
  [[true, 'step-timeout'], 'step-timeout'],
  null,
);

@workflow({ states: ['A', 'B', 'C', 'D'], start: 'A', session: () => ({ notes: [] }), services })
class Undone {
  @step('A') a(_: Json, { session }: Notes) {
    session.notes.push('a');
    return goto('B', { for: 'b' });
  }
  @compensate('A') undoA(data: Json, { note, session }: Notes) {
    note(['undo A', data, [...session.notes]]);
  }
  @step('B') b() {
    return sleep('1h', 'C', { for: 'c' });
  }
  @compensate('B') undoB(data: Json, { note, session }: Notes) {
    note(['undo B', data]);
    session.notes.push('undone b');
  }
  @step('C', { onError: 'D' }) c() {
    throw new Error('handled');
  }
  @compensate('C') undoC(_: Json, { note }: Notes) {
    note('never: C has not finished');
  }
  @step('D') d(_: Json, { note }: Notes) {
    note('handled, so nothing is undone yet');
    return fail('at last');
  }
}
check(
  'only a failure of the run undoes, newest first, with the data that each step got, and commits the session',
  Undone,
  ['handled, so nothing is undone yet', ['undo B', { for: 'b' }], ['undo A', null, ['a', 'undone b']]],
  'at last',
);

@workflow({ states: ['A'], start: 'A', session: () => ({ notes: [] }), services })
class Child {
  @step('A') a(data: Json, { session, note, input }: Notes) {
    note(['child', data, input, [...session.notes]]);
    session.notes.push('child');
    return done('from the child');
  }
}

@workflow({ states: ['A', 'B'], start: 'A', session: () => ({ notes: [] }), services })
class Parent {
  @step('A') a(data: { again?: true } | null, { session, note, input }: Notes) {
    note([data, input, [...session.notes]]);
    session.notes.push('parent');
    return data?.again ? child(Child, 1, 'B') : continueAs({ again: true });
  }
  @step('B') b(answer: string, { session }: Notes) {
    return done([answer, ...session.notes]);
  }
}
check(
  'continueAs begins with its input and a fresh session; a child has input and session of its own',
  Parent,
  [
    [null, null, []],
    [{ again: true }, { again: true }, []],
    ['child', 1, 1, []],
  ],
  ['from the child', 'parent'],
);

@workflow({ states: ['A', 'B'], start: 'A', services })
class Booking {
  @step('A') a(item: string) {
    return item === 'quick' ? sleep('1h', 'B') : sleep('1d', 'B');
  }
  @compensate('A') undoA(item: string, { note }: Notes) {
    note(['undo of the branch', item]);
  }
  @step('B') b() {
    return fail('full');
  }
}

@workflow({ states: ['A', 'B'], start: 'A', services })
class Trip {
  @step('A') a() {
    return fanOut(Booking, ['quick', 'slow'], { join: 'B' });
  }
  @compensate('A') undoA(_: Json, { note }: Notes) {
    note('undo of the fan-out');
  }
  @step('B') b() {}
}
check(
  'a branch that fails undoes its own steps, and what one did that is given up with it is not undone',
  Trip,
  [['undo of the branch', 'quick'], 'undo of the fan-out'],
  'full',
);

@workflow({ states: ['A'], start: 'A', config: { pages: 1 } })
class Paged {
  @step('A') a(page: number, { config }: Context<{ config: { pages: number } }>) {
    return page < 3 ? continueAs(page + 1) : continueAs(config.pages, Other);
  }
}
@workflow({ states: ['A'], start: 'A', config: { pages: 2 } })
class Other {
  @step('A') a(pages: number, { config }: Context<{ config: { pages: number } }>) {
    return done([pages, config.pages]);
  }
}
test('continueAs keeps the config of the caller, and gives another workflow its own', async () => {
  const start = firstSnapshot(manifestOf(Paged), { input: 1, session: {}, config: { pages: 7 } }, 0);
  const { end, snapshots } = await runWorkflow(Paged, null, start);
  assert.deepEqual(
    snapshots.map(({ config }) => config),
    [7, 7, 7, 2, 2].map((pages) => ({ pages })),
  );
  assert.deepEqual(end.status === 'done' && end.output, [7, 2]);
});

@workflow({ states: ['A', 'B'], start: 'A', session: () => ({ text: '' }) })
class Large {
  @step('A') a(_: Json, { session }: Context<{ session: { text: string } }>) {
    session.text = 'x'.repeat(300_000);
    return 'B';
  }
  @step('B') b(_: Json, { session }: Context<{ session: { text: string } }>) {
    return done(session.text.length);
  }
}
test('a step that changes more than 256 KB warns, and one that only reads as much does not', async () => {
  const { frames } = await runWorkflow(Large);
  assert.deepEqual(
    frames.map(({ logs }) => logs.map(({ level, message }) => [level, message.slice(0, 12)])),
    [[['warn', 'large-change']], []],
  );
});
