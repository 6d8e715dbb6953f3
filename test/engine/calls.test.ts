import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noAnswers, recordedAnswers } from '../../runtime/engine/answers.ts';
import { recordCalls } from '../../runtime/engine/callRecorder.ts';
import type { Call } from '../../runtime/model/run.ts';

class Model {
  #calls = 0;
  readonly chat = { create: async (request: { text: string }) => ({ text: request.text.toUpperCase() }) };
  async ask(question: string): Promise<string> {
    this.#calls++;
    return `${question}${this.again()}`;
  }
  again(): number {
    return this.#calls;
  }
  broken(): never {
    throw Object.assign(new Error('rate limited'), { code: 'E429' });
  }
  handle(): Map<string, number> {
    return new Map();
  }
  page(): object {
    return new Page('p');
  }
}

type Use = (model: Model) => unknown;

/** Calls a service through its stand-in, then again with the recorded answers and a service that only throws. */
function check(name: string, use: Use, expected: readonly string[]): void {
  test(name, async () => {
    const recorder = recordCalls(1, noAnswers);
    const first = await outcome(use, recorder.standIn('model', new Model()) as Model);
    const calls = JSON.parse(JSON.stringify(recorder.calls())) as readonly Call[];
    assert.deepEqual(calls.map(inWords), expected);

    if (calls.some(({ result, lossy }) => result.type !== 'value' || lossy)) return;
    const throwing = new Proxy(new Model(), {
      get: (target, key) => (key === 'chat' ? target.chat : () => assert.fail('a live call')),
    });
    const replay = recordCalls(1, recordedAnswers(calls));
    assert.deepEqual(await outcome(use, replay.standIn('model', throwing) as Model), first);
    assert.ok(replay.calls().every(({ reused }) => reused));
  });
}

async function outcome(use: Use, model: Model): Promise<unknown> {
  try {
    return await use(model);
  } catch (error) {
    return (error as Error).message;
  }
}

function inWords({ service, method, args, result, promised }: Call): string {
  const answer =
    result.type === 'value'
      ? JSON.stringify(result.value)
      : result.type === 'error'
        ? `! ${result.error.message} ${result.error.code}`
        : result.type;
  return `${service}.${method}(${args.map((arg) => JSON.stringify(arg)).join(', ')}) ${promised ? '=>' : '='} ${answer}`;
}

check('a method runs with its real this, and its own calls are not recorded', (model) => model.ask('x'), [
  'model.ask("x") => "x1"',
]);
check('equal calls are answered in order', async (model) => [await model.ask('x'), await model.ask('x')], [
  'model.ask("x") => "x1"',
  'model.ask("x") => "x2"',
]);
check('nested members', (model) => model.chat.create({ text: 'a' }), [
  'model.chat.create({"text":"a"}) => {"text":"A"}',
]);
check('a thrown error', (model) => model.broken(), ['model.broken() = ! rate limited E429']);
check('a map', (model) => model.handle().size, ['model.handle() = []']);
check('a result that has no JSON', (model) => typeof model.page(), ['model.page() = handle']);
check('a synchronous answer stays synchronous', (model) => typeof model.again(), ['model.again() = 0']);

class Named {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  ask(question: string): string {
    return `${this.#name}: ${question}`;
  }
}
class Page {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  list(): string {
    return this.#name;
  }
}
class Lazy {
  static begun = 0;
  then(onValue: (rows: number) => unknown): unknown {
    Lazy.begun++;
    return Promise.resolve(7).then(onValue);
  }
}
class Stateful {
  #level = 1;
  get level(): number {
    return this.#level;
  }
  set level(level: number) {
    this.#level = level;
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    yield this.#level;
  }
}

type Services = { readonly [name: string]: unknown };
// biome-ignore lint/suspicious/noExplicitAny: the rows use services of any shape, as user code does.
type Members = { readonly [name: string]: any };

/** Uses services through their stand-ins: the outcome must be that of the services alone, and these calls recorded. */
function checkServices(
  name: string,
  make: () => Services,
  use: (services: Members) => unknown,
  expected: readonly string[],
): void {
  test(name, async () => {
    const services = make();
    const recorder = recordCalls(1, noAnswers);
    const standIns = Object.fromEntries(
      Object.entries(services).map(([key, service]) => [key, recorder.standIn(key, service)]),
    );
    assert.deepEqual(await use(standIns), await use(make()));
    assert.deepEqual(recorder.calls().map(inWords), expected);
  });
}

const shared = new Named('shared');
checkServices(
  'two instances of one class',
  () => ({ fast: new Named('fast'), smart: new Named('smart') }),
  ({ fast, smart }) => [fast.ask('x'), smart.ask('x')],
  ['fast.ask("x") = "fast: x"', 'smart.ask("x") = "smart: x"'],
);
checkServices(
  'one client under two names',
  () => ({ a: shared, b: shared }),
  ({ a, b }) => [a.ask('x'), b.ask('x')],
  ['a.ask("x") = "shared: x"', 'b.ask("x") = "shared: x"'],
);
checkServices(
  'members that share a base class',
  () => ({ api: { users: new Page('users'), orders: new Page('orders') } }),
  ({ api }) => [api.users.list(), api.orders.list()],
  ['api.users.list() = "users"', 'api.orders.list() = "orders"'],
);
checkServices(
  'a lazy thenable begins once',
  () => ({ db: { query: () => new Lazy() } }),
  async ({ db }) => {
    const before = Lazy.begun;
    return [await db.query(), Lazy.begun - before];
  },
  ['db.query() => 7'],
);
checkServices(
  'a lazy thenable that nobody awaits does not begin',
  () => ({ db: { query: () => new Lazy() } }),
  async ({ db }) => {
    const before = Lazy.begun;
    db.query();
    await null;
    return Lazy.begun - before;
  },
  ['db.query() => open'],
);
checkServices(
  'loops over maps and over what keeps private fields',
  () => ({ service: { cache: new Map([['a', 1]]) }, stateful: new Stateful() }),
  async ({ service, stateful }) => {
    const seen: unknown[] = [];
    for (const entry of service.cache) seen.push(entry);
    for await (const level of stateful) seen.push(level);
    return [seen, service.cache.size, service.cache.get('a')];
  },
  ['service.cache.get("a") = 1'],
);
checkServices(
  'a setter runs on the service',
  () => ({ stateful: new Stateful() }),
  ({ stateful }) => {
    stateful.level = 3;
    return stateful.level;
  },
  [],
);
checkServices(
  'frozen services and namespaces of getters',
  () => ({
    frozen: Object.freeze({ ask: (question: string) => question, limit: 3 }),
    namespace: Object.defineProperty({}, 'ask', {
      enumerable: true,
      get: () => (question: string) => question,
    }),
    frozenFunction: Object.freeze((question: string) => question),
  }),
  ({ frozen, namespace, frozenFunction }) => [
    frozen.ask('x'),
    frozen.limit,
    Object.keys(frozen),
    'ask' in frozen,
    namespace.ask('y'),
    frozenFunction('z'),
  ],
  ['frozen.ask("x") = "x"', 'namespace.ask("y") = "y"', 'frozenFunction.("z") = "z"'],
);
checkServices(
  "call, bind and apply are the language's",
  () => ({ model: new Named('m'), other: new Named('o') }),
  ({ model, other }) => [
    model.ask.call(model, 'a'),
    model.ask.bind(other)('b'),
    model.ask.apply(model, ['c']),
    model instanceof Named,
    Object.hasOwn(model, 'ask'),
    Object.hasOwn(model, 'ask'),
  ],
  ['model.ask("a") = "m: a"', 'model.ask("b") = "o: b"', 'model.ask("c") = "m: c"'],
);
checkServices(
  'a cycle of members ends',
  () => {
    const node: { self?: object; ask: () => number } = { ask: () => 1 };
    node.self = node;
    return { node };
  },
  ({ node }) => [node.self === node, node.self.self.ask()],
  ['node.ask() = 1'],
);

/** Whether a call is answered from the recording of an earlier one. */
function checkReuse(
  name: string,
  before: readonly unknown[],
  now: readonly unknown[],
  reused: boolean,
): void {
  test(`${reused ? 'reused' : 'not reused'}: ${name}`, () => {
    const service = { ask: (..._args: readonly unknown[]) => 1 };
    const first = recordCalls(1, noAnswers);
    (first.standIn('s', service) as typeof service).ask(...before);
    const calls = JSON.parse(JSON.stringify(first.calls())) as readonly Call[];
    const second = recordCalls(1, recordedAnswers(calls));
    (second.standIn('s', service) as typeof service).ask(...now);
    assert.equal(second.calls()[0]?.reused, reused);
  });
}

const deep = (n: number) => ({ a: { b: { c: n } }, on: () => {} });
checkReuse('equal JSON', [{ a: [1] }], [{ a: [1] }], true);
checkReuse('another signal', [{ q: 'x', signal: new AbortController().signal }], [{ q: 'x' }], true);
checkReuse(
  'another value beside a signal',
  [{ q: 'x', signal: AbortSignal.abort() }],
  [{ q: 'y', signal: AbortSignal.abort() }],
  false,
);
checkReuse('what differs below the depth that prints', [deep(1)], [deep(2)], false);
checkReuse('what cannot be compared', [deep(1)], [deep(1)], false);
checkReuse('equal maps', [new Map([['a', 1]])], [new Map([['a', 1]])], true);
checkReuse('another map', [new Map([['a', 1]])], [new Map([['a', 2]])], false);
checkReuse('another date', [new Date(1)], [new Date(2)], false);
checkReuse('instances that print alike', [new Named('a')], [new Named('b')], false);
checkReuse('text that reads like a printed map', [new Map()], ['Map(0) {}'], false);

test('an error is not given again', () => {
  let down = true;
  const service = {
    ask: () => {
      if (down) throw new Error('down');
      return 'up';
    },
  };
  const first = recordCalls(1, noAnswers);
  assert.throws(() => (first.standIn('s', service) as typeof service).ask());
  down = false;
  const second = recordCalls(1, recordedAnswers(first.calls()));
  assert.equal((second.standIn('s', service) as typeof service).ask(), 'up');
});

test('a rejection that nobody handles surfaces', async () => {
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  try {
    const heard = new Promise((resolve) => process.once('unhandledRejection', resolve));
    const service = { ask: async () => Promise.reject(new Error('lost')) };
    void (recordCalls(1, noAnswers).standIn('s', service) as typeof service).ask();
    assert.equal(((await heard) as Error).message, 'lost');
  } finally {
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
});
