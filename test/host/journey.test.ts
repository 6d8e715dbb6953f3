import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noAnswers } from '../../runtime/engine/answers.ts';
import { artifactFolder } from '../../runtime/engine/artifactFolder.ts';
import { firstSnapshot, makeServices } from '../../runtime/engine/prepare.ts';
import { watchRequests } from '../../runtime/engine/requests.ts';
import { type Journey, startJourney } from '../../runtime/host/journey.ts';
import type { Context } from '../../runtime/language/context.ts';
import { step, workflow } from '../../runtime/language/decorators.ts';
import { done, fanOut, goto, sleep, waitFor } from '../../runtime/language/directives.ts';
import type { Json } from '../../runtime/language/json.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { HostEvent, StopSet } from '../../runtime/model/hostProtocol.ts';

type Ctx = Context<{ session: { n: number } }>;

@workflow({ name: 'JourneyKid', states: ['S', 'L'], start: 'S', session: () => ({ n: 0 }) })
class Kid {
  @step('S') s(kind: string) {
    if (kind === 'wait') return waitFor('go', { then: 'L', data: 'w' });
    if (kind === 'timed') return waitFor('go', { then: 'L', timeout: '3d', onTimeout: 'L' });
    if (kind === 'sleep') return sleep('3d', 'L', 'slept');
    return goto('L', kind);
  }
  @step('L') l(data: string, { session }: Ctx) {
    if (data !== 'loop') return done(data);
    session.n++;
    return session.n < 200 ? goto('L', 'loop') : done(session.n);
  }
}
@workflow({ name: 'JourneyKids', states: ['S', 'J'], start: 'S' })
class Kids {
  @step('S') s(items: readonly string[]) {
    return fanOut(Kid, items, { join: 'J' });
  }
  @step('J') j(results: Json) {
    return done(results);
  }
}
@workflow({ name: 'JourneyArms', states: ['S', 'A', 'J'], start: 'S' })
class Arms {
  @step('S') s(items: readonly string[]) {
    return fanOut('A', items, { join: 'J', concurrency: 2 });
  }
  @step('A') async a(item: string) {
    await null;
    return done(item);
  }
  @step('J') j(results: Json) {
    return done(results);
  }
}

const none: StopSet = {
  entering: [],
  returns: [],
  transitions: [],
  writes: [],
  failures: false,
  spending: false,
};

interface Travelled {
  readonly journey: Journey;
  /** What was sent since the last time it was asked, once the journey stands. */
  stopped(): Promise<readonly string[]>;
}

function travel(workflowClass: new () => object, input: Json): Travelled {
  const manifest = manifestOf(workflowClass);
  const log: string[] = [];
  let told = (): void => undefined;
  const journey = startJourney({
    printing: null,
    run: 'r',
    manifest,
    services: makeServices(manifest),
    snapshot: firstSnapshot(manifest, { input, session: {}, config: {} }, 0),
    edits: [],
    progress: [],
    answers: noAnswers,
    requests: watchRequests(),
    artifacts: artifactFolder('nowhere'),
    send(event: HostEvent) {
      if (event.type === 'frame') {
        const { seq, branch, state, next, wake } = event.frame;
        log.push(`${branch} ${state}→${next}${wake ? ` ${wake.type}` : ''}`.trim());
        setImmediate(() => journey.ack(seq));
      } else if (event.type === 'boundary') {
        log.push(`${event.reason} ${event.branch} ${event.seq}`);
        told();
      }
    },
  });
  return {
    journey,
    async stopped() {
      if (!/^(step|stop|pause|wait|end) /.test(log.at(-1) ?? '')) {
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      }
      // Whatever came after the stop would be here by now.
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      return log.splice(0);
    },
  };
}

test('no frame comes after a stop: the join waits to be let go', async () => {
  const { journey, stopped } = travel(Arms, ['a']);
  journey.step('', none);
  assert.deepEqual(await stopped(), ['S→#waiting', 'step  1']);
  journey.step('1.0', none);
  assert.deepEqual(await stopped(), ['1.0 A→J', 'step 1.0 2']);
  journey.step('', none);
  assert.deepEqual(await stopped(), ['S→J join', 'step  3']);
});

test('a branch that waits for a signal lets its siblings go on to their ends', async () => {
  const { journey, stopped } = travel(Kids, ['wait', 'loop']);
  journey.run(none, null);
  const log = await stopped();
  assert.equal(log.filter((line) => line.startsWith('1.1 L')).length, 200);
  assert.equal(log.at(-1), 'wait 1.0 203');
  journey.run(none, null);
  assert.deepEqual(await stopped(), ['wait 1.0 203'], 'nothing but the signal takes it on');
  journey.signal('go', 'now');
  journey.run(none, null);
  assert.deepEqual((await stopped()).slice(0, 2), ['1.0 S→L signal', '1.0 L→#done']);
});

test('stepping over branches stops at one that waits, and can be gone on with', async () => {
  const { journey, stopped } = travel(Kids, ['wait']);
  journey.step('', none);
  await stopped();
  journey.step('', none);
  assert.deepEqual(await stopped(), ['1.0 S→#waiting', 'wait 1.0 2']);
  journey.signal('go', 'now');
  journey.step('', none);
  assert.deepEqual(await stopped(), ['1.0 S→L signal', '1.0 L→#done', 'S→J join', 'step  5']);
});

test('going on where all that is left has a timeout lets the time pass', async () => {
  const { journey, stopped } = travel(Kids, ['timed']);
  journey.run(none, null);
  assert.equal((await stopped()).at(-1), 'wait 1.0 2');
  journey.run(none, null);
  assert.deepEqual((await stopped()).slice(0, 2), ['1.0 S→L timeout', '1.0 L→#done']);
});

test('time does not jump while a sibling has work', async () => {
  const { journey, stopped } = travel(Kids, ['sleep', 'loop']);
  journey.run(none, null);
  const log = await stopped();
  assert.ok(log.indexOf('1.0 S→L timer') > log.lastIndexOf('1.1 L→L'), 'the sleep ends after the loop');
});

test('a line that has not begun, since others go first, says so at once', async () => {
  const { journey, stopped } = travel(Arms, ['a', 'b', 'c']);
  journey.step('', none);
  await stopped();
  journey.step('1.2', none);
  assert.deepEqual(await stopped(), ['wait 1.2 1']);
});

test('of two that stop in one moment, the first is told, and the other is recorded', async () => {
  const { journey, stopped } = travel(Arms, ['a', 'b']);
  journey.run({ ...none, transitions: [{ from: 'A', to: 'J' }] }, null);
  assert.deepEqual(await stopped(), ['S→#waiting', '1.0 A→J', '1.1 A→J', 'stop 1.0 2']);
  journey.run(none, null);
  assert.deepEqual(await stopped(), ['S→J join', 'J→#done', 'end  5']);
});
