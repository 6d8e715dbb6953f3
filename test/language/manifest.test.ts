import assert from 'node:assert/strict';
import { test } from 'node:test';
import { step, workflow } from '../../runtime/language/decorators.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { StatesSource } from '../../runtime/language/states.ts';

/** What TypeScript makes of `enum Numeric { A, B = 5 }`. */
const numericEnum = { 0: 'A', 5: 'B', A: 0, B: 5 } as unknown as StatesSource;

function check(
  name: string,
  make: () => new () => object,
  expected: object | { code: string; message: RegExp },
): void {
  test(name, () => {
    if ('code' in expected) {
      assert.throws(() => manifestOf(make()), expected);
      return;
    }
    const manifest = manifestOf(make());
    const steps = Object.fromEntries([...manifest.steps].map(([state, entry]) => [state, entry.method]));
    assert.deepEqual(
      { name: manifest.name, states: manifest.states, start: manifest.start, steps },
      expected,
    );
  });
}

check(
  'an array of literals',
  () => {
    @workflow({ states: ['A', 'B'], start: 'A' })
    class Letters {
      @step('A') first() {}
      @step('B') second() {}
    }
    return Letters;
  },
  { name: 'Letters', states: ['A', 'B'], start: 'A', steps: { A: 'first', B: 'second' } },
);

check(
  'a numeric enum, without its reverse mapping',
  () => {
    @workflow({ states: numericEnum, start: 0 as never, name: 'Numbers' })
    class Anything {
      @step(0) first() {}
      @step(5) second() {}
    }
    return Anything;
  },
  { name: 'Numbers', states: ['A', 'B'], start: 'A', steps: { A: 'first', B: 'second' } },
);

check(
  'a const object: member names, not values',
  () => {
    @workflow({ states: { Asked: 'asked', Answered: 'answered' }, start: 'asked' })
    class Values {
      @step('asked') ask() {}
      @step('answered') answer() {}
    }
    return Values;
  },
  {
    name: 'Values',
    states: ['Asked', 'Answered'],
    start: 'Asked',
    steps: { Asked: 'ask', Answered: 'answer' },
  },
);

check(
  'an override without @step keeps the state of the base method',
  () => {
    class Base {
      @step('A') first() {}
      @step('B') second() {}
    }
    @workflow({ states: ['A', 'B'], start: 'A' })
    class Derived extends Base {
      override second() {}
    }
    return Derived;
  },
  { name: 'Derived', states: ['A', 'B'], start: 'A', steps: { A: 'first', B: 'second' } },
);

check(
  'one method for two states',
  () => {
    @workflow({ states: ['A', 'B'], start: 'A' })
    class Both {
      @step('A') @step('B') any() {}
    }
    return Both;
  },
  { name: 'Both', states: ['A', 'B'], start: 'A', steps: { A: 'any', B: 'any' } },
);

check(
  'a state without a step',
  () => {
    @workflow({ states: ['A', 'B'], start: 'A' })
    class Missing {
      @step('A') first() {}
    }
    return Missing;
  },
  { code: 'missing-step', message: /Missing has no step for B: add a method/ },
);

check(
  'two steps for one state',
  () => {
    @workflow({ states: ['A'], start: 'A' })
    class Twice {
      @step('A') first() {}
      @step('A') second() {}
    }
    return Twice;
  },
  { code: 'duplicate-step', message: /Twice has two steps for A, first and second: keep one/ },
);

check(
  'a step for a state that is none',
  () => {
    @workflow({ states: ['A'], start: 'A' })
    class Unknown {
      @step('A') first() {}
      @step('C') second() {}
    }
    return Unknown;
  },
  { code: 'unknown-state', message: /@step on Unknown\.second names "C".*Its states are A/ },
);

check(
  'a start that is not a state',
  () => {
    @workflow({ states: ['A'] as readonly string[], start: 'Z' })
    class Start {
      @step('A') first() {}
    }
    return Start;
  },
  { code: 'unknown-state', message: /start of @workflow on Start names "Z"/ },
);

check(
  'no states',
  () => {
    @workflow({ states: [] as readonly string[], start: 'A' })
    class None {}
    return None;
  },
  { code: 'no-states', message: /None has no states/ },
);

for (const name of ['#done', '*', 'A->B', '', ' ']) {
  check(
    `a state called ${JSON.stringify(name)}`,
    () => {
      @workflow({ states: ['A', name], start: 'A' })
      class Odd {
        @step('A') first() {}
        @step(name) second() {}
      }
      return Odd;
    },
    { code: 'bad-state-name', message: /^Odd: .*(give it another name|give it one)/ },
  );
}

check('a class without @workflow', () => class Plain {}, {
  code: 'not-a-workflow',
  message: /Plain is not a workflow: decorate it/,
});

check(
  'a retry that is none',
  () => {
    @workflow({ states: ['A'], start: 'A' })
    class Retry {
      @step('A', { retry: { attempts: 0 } }) first() {}
    }
    return Retry;
  },
  {
    code: 'bad-option',
    message: /retry\.attempts of @step on Retry\.first is 0: give a whole number from 1/,
  },
);

check(
  'a timeout that is no duration',
  () => {
    @workflow({ states: ['A'], start: 'A' })
    class Timeout {
      @step('A', { timeout: '5 minutes' as never }) first() {}
    }
    return Timeout;
  },
  { code: 'bad-duration', message: /timeout of @step on Timeout\.first is "5 minutes": give milliseconds/ },
);

check(
  'a factor that is none',
  () => {
    @workflow({ states: ['A'], start: 'A' })
    class Factor {
      @step('A', { retry: { attempts: 2, factor: Number.NaN } }) first() {}
    }
    return Factor;
  },
  { code: 'bad-option', message: /retry\.factor of @step on Factor\.first is NaN: give a number above 0/ },
);

for (const [kind, args] of [
  ['a field', [undefined, { kind: 'field', name: 'first' }]],
  ['a getter', [() => 1, { kind: 'getter', name: 'first' }]],
  ['a field under experimentalDecorators', [{}, 'first', undefined]],
  ['a static field under experimentalDecorators', [class {}, 'first', undefined]],
] as const) {
  test(`@step on ${kind}`, () => {
    assert.throws(() => Reflect.apply(step('A'), undefined, args), {
      code: 'bad-decorator',
      message: '@step on first: @step goes on a method.',
    });
  });
}

const misspelt = <T extends object>(options: T): T => ({ ...options, sesion: 1 });

check(
  'an option of the workflow that there is not',
  () => {
    @workflow(misspelt({ states: ['A'], start: 'A' } as const))
    class Misspelt {
      @step('A') first() {}
    }
    return Misspelt;
  },
  { code: 'bad-option', message: /@workflow on Misspelt has no option "sesion": did you mean "session"\?/ },
);

check(
  'an option of a step that there is not',
  () => {
    @workflow({ states: ['A'], start: 'A' })
    class Misspelt {
      @step('A', { retries: 3 } as object) first() {}
    }
    return Misspelt;
  },
  { code: 'bad-option', message: /@step on Misspelt\.first has no option "retries": did you mean "retry"\?/ },
);

check(
  'an option of a retry that there is not',
  () => {
    @workflow({ states: ['A'], start: 'A' })
    class Misspelt {
      @step('A', { retry: { attempts: 2, backoff: 2 } as { attempts: number } }) first() {}
    }
    return Misspelt;
  },
  { code: 'bad-option', message: /retry of .* its options are attempts, delay, factor, maxDelay/ },
);

check(
  'decorators without parentheses',
  () => {
    (workflow as unknown as (target: object) => void)(class Bare {});
    return class {};
  },
  {
    code: 'bad-decorator',
    message: /@workflow on Bare has no options: write @workflow\({ states, start }\)/,
  },
);

check(
  'a step without parentheses',
  () => {
    (step as unknown as (target: object) => void)(() => undefined);
    return class {};
  },
  { code: 'bad-decorator', message: /@step has no state/ },
);
