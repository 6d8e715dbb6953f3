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
}

type Use = (model: Model) => unknown;

/** Calls a service through its stand-in, then again with the recorded answers and a service that only throws. */
function check(name: string, use: Use, expected: readonly string[]): void {
  test(name, async () => {
    const recorder = recordCalls(1, noAnswers);
    const first = await outcome(use, recorder.standIn('model', new Model()) as Model);
    const calls = JSON.parse(JSON.stringify(recorder.calls())) as readonly Call[];
    assert.deepEqual(calls.map(inWords), expected);

    if (calls.some(({ result }) => result.type === 'handle')) return;
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
check('a result that is not JSON', (model) => model.handle().size, ['model.handle() = handle']);
check('a synchronous answer stays synchronous', (model) => typeof model.again(), ['model.again() = 0']);
