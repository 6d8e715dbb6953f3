import fc from 'fast-check';

/** What a person does next; `at` chooses among what there is to choose from where the run stands. */
export interface Move {
  readonly does: (typeof doings)[number];
  readonly at: number;
  /** What is answered to the questions about effects that come of the move, one after the other. */
  readonly says: readonly Says[];
}

export type Says = 'reuse' | 'live' | 'undo, and live' | 'live, and all further ones';

const doings = [
  'step',
  'step',
  'step',
  'step a branch',
  'step back',
  'step back',
  'step a branch back',
  'continue',
  'continue',
  'reverse continue',
  'restart frame',
  'restart frame',
  'travel',
  'fork',
  'edit session',
  'edit data',
  'put elsewhere',
  'undo edit',
  'signal',
  'signal nobody waits for',
  'kill the host',
] as const;

const says = fc.oneof(
  { arbitrary: fc.constantFrom<Says>('reuse', 'live', 'undo, and live'), weight: 20 },
  { arbitrary: fc.constant<Says>('live, and all further ones'), weight: 1 },
);

const move: fc.Arbitrary<Move> = fc.record(
  {
    does: fc.constantFrom(...doings),
    at: fc.nat(20),
    says: fc.array(says, { minLength: 1, maxLength: 3 }),
  },
  { noNullPrototype: true },
);

/** Most runs are at their end after a few steps, so what goes back is as frequent as what goes on. */
export const moves: fc.Arbitrary<readonly Move[]> = fc.array(move, {
  minLength: 1,
  maxLength: 20,
  size: 'max',
});
