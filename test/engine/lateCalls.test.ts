import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answers, noAnswers } from '../../runtime/engine/answers.ts';
import { virtualClock } from '../../runtime/engine/clock.ts';
import { localBackend } from '../../runtime/engine/localBackend.ts';
import { firstSnapshot } from '../../runtime/engine/prepare.ts';
import type { Context } from '../../runtime/language/context.ts';
import { step, workflow } from '../../runtime/language/decorators.ts';
import { done, fail, fanOut } from '../../runtime/language/directives.ts';
import { interpret } from '../../runtime/language/interpret.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { Snapshot } from '../../runtime/language/snapshot.ts';

/** A promise, and what resolves it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** Mail whose sending a test watches; what a step does late waits for `late`, and tells its outcome. */
class Post {
  readonly sent: string[] = [];
  readonly slow = gate();
  readonly late = gate();
  readonly outcomes: Promise<unknown>[] = [];

  async send(text: string): Promise<string> {
    this.sent.push(text);
    return text;
  }
  async sendSlowly(text: string): Promise<string> {
    await this.slow.opened;
    return this.send(text);
  }
}

interface Services {
  readonly mail: Post;
}
type Ctx = Context<object> & Services;

async function run(workflowClass: new () => object, post: Post, answers: Answers): Promise<Snapshot> {
  const manifest = manifestOf(workflowClass);
  const backend = localBackend({
    run: 'test',
    manifest,
    services: { mail: post },
    record: () => undefined,
    clock: virtualClock(0),
    answers,
  });
  return interpret(manifest, backend, firstSnapshot(manifest, { input: null, session: {}, config: {} }, 0));
}

/** What the step does once its run has gone past it: nothing may be sent, and the step is told why. */
function check(
  name: string,
  workflowClass: (post: Post) => new () => object,
  expected: RegExp,
  sent: readonly string[] = [],
): void {
  test(name, async () => {
    const post = new Post();
    await run(workflowClass(post), post, noAnswers);
    post.late.open();
    post.slow.open();
    const [outcome] = await Promise.allSettled(post.outcomes);
    assert.equal(outcome?.status, 'rejected');
    assert.equal(outcome.reason.code, 'service-closed');
    assert.match(outcome.reason.message, expected);
    assert.deepEqual(post.sent, sent);
  });
}

check(
  'a branch that is given up sends nothing more',
  (post) => {
    @workflow({ states: ['A', 'B', 'C'], start: 'A' })
    class Flow {
      @step('A') a() {
        return fanOut('B', ['slow', 'failing'], { join: 'C' });
      }
      @step('B') async b(item: string, { mail }: Ctx) {
        if (item === 'failing') return fail('down');
        const work = post.late.opened.then(() => mail.send('late'));
        post.outcomes.push(work);
        return done(await work);
      }
      @step('C') c() {}
    }
    return Flow;
  },
  /^mail\.send was called when the step B of Flow had been given up.*not made/,
);

check(
  'a branch that heeds its signal sends nothing more either, and what it had begun goes on',
  (post) => {
    @workflow({ states: ['A', 'B', 'C'], start: 'A' })
    class Flow {
      @step('A') a() {
        return fanOut('B', ['slow', 'failing'], { join: 'C' });
      }
      @step('B') async b(item: string, { mail, abortSignal }: Ctx) {
        if (item === 'failing') return fail('down');
        const begun = mail.sendSlowly('begun before');
        const work = new Promise((resolve) => abortSignal.addEventListener('abort', resolve))
          .then(() => begun)
          .then(() => mail.send('late'));
        post.outcomes.push(work);
        return done(await work);
      }
      @step('C') c() {}
    }
    return Flow;
  },
  /had been given up/,
  ['begun before'],
);

check(
  'a step that has ended sends nothing more',
  (post) => {
    @workflow({ states: ['A'], start: 'A' })
    class Flow {
      @step('A') a(_: null, { mail }: Ctx) {
        post.outcomes.push(post.late.opened.then(() => mail.send('late')));
      }
    }
    return Flow;
  },
  /^mail\.send was called when the step A of Flow had ended.*await what calls services/,
);

check(
  'a try that timed out sends nothing more',
  (post) => {
    @workflow({ states: ['A'], start: 'A' })
    class Flow {
      @step('A', { timeout: 10 }) async a(_: null, { mail }: Ctx) {
        const work = post.late.opened.then(() => mail.send('late'));
        post.outcomes.push(work);
        await work;
      }
    }
    return Flow;
  },
  /had ended/,
);

test('a call that is allowed once its step has ended is not made', async () => {
  const post = new Post();
  const answers: Answers = { take: () => post.late.opened.then(() => null) };
  @workflow({ states: ['A'], start: 'A' })
  class Flow {
    @step('A') a(_: null, { mail }: Ctx) {
      post.outcomes.push(mail.send('asked'));
    }
  }
  await run(Flow, post, answers);
  post.late.open();
  await assert.rejects(post.outcomes[0] as Promise<unknown>, { code: 'service-closed' });
  assert.deepEqual(post.sent, []);
});
