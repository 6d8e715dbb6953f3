import fc from 'fast-check';

/** What the step of a state does each time. */
export interface Action {
  readonly does: (typeof doings)[number];
  readonly to: number;
  /** How the session changes. */
  readonly change: number;
  readonly items: number;
  readonly concurrency: number | null;
  /** The item whose branch fails. */
  readonly bad: number;
  readonly collect: boolean;
  readonly timeout: boolean;
  /** How the step changes the world: by a letter that it waits for, or one that is posted at once. */
  readonly letter: (typeof letters)[number];
}

/** A table of directives: a workflow as data. `line` makes the names of its signals its own. */
export interface Plan {
  readonly actions: readonly Action[];
  readonly child: readonly Action[];
  /** How many steps it takes at the most. */
  readonly fuel: number;
  readonly line: string;
}

const doings = [
  'goto',
  'goto',
  'goto',
  'wait',
  'sleep',
  'fan out to steps',
  'fan out to children',
  'child',
  'try twice',
  'throw',
  'fail',
  'done',
  'continue',
] as const;

const letters = ['none', 'sent', 'sent', 'sent', 'posted'] as const;

const action: fc.Arbitrary<Action> = fc.record(
  {
    does: fc.constantFrom(...doings),
    to: fc.nat(5),
    change: fc.nat(8),
    items: fc.nat(3),
    concurrency: fc.constantFrom(null, 1, 2),
    bad: fc.nat(5),
    collect: fc.boolean(),
    timeout: fc.boolean(),
    letter: fc.constantFrom(...letters),
  },
  { noNullPrototype: true },
);

export const plan: fc.Arbitrary<Plan> = fc.record(
  {
    actions: fc.array(action, { minLength: 6, maxLength: 6 }),
    child: fc.array(action, { minLength: 6, maxLength: 6 }),
    fuel: fc.integer({ min: 3, max: 9 }),
    line: fc.constant('r'),
  },
  { noNullPrototype: true },
);
