import type { Transition } from '../model/graph.ts';
import { rangeOf } from './range.ts';
import type { Mark, MarkedMethod } from './workflowClass.ts';

/** A method that undoes the step of a state. */
export interface Compensation {
  readonly method: MarkedMethod;
  readonly mark: Mark;
}

/**
 * The edges of compensations. When a run fails, what its finished steps did is undone, and then the run has failed: so
 * the edge leads from the state whose step is undone to `#failed`, and its place is the `@compensate` decorator.
 *
 * A step that only ever ends the run as done is never undone, because nothing can fail after it. These edges are no way
 * out of a ring either, since it takes a failure somewhere else to go along them: the checks are made without them.
 */
export function undoing(
  transitions: readonly Transition[],
  compensations: ReadonlyMap<string, Compensation>,
): readonly Transition[] {
  // A step that throws has not finished, so its way to `onError` counts as little as its ends.
  const goingOn = new Set(
    transitions.flatMap(({ from, kind }) => (/^(done|fail|error)$/.test(kind) ? [] : [from])),
  );
  return [...compensations].flatMap(([from, { method, mark }]): readonly Transition[] =>
    goingOn.has(from)
      ? [
          {
            from,
            to: '#failed',
            kind: 'compensate',
            label: method.name,
            ...rangeOf(mark.decorator),
            certain: true,
          },
        ]
      : [],
  );
}
