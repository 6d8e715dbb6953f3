import type { Json, Path } from '../language/json.ts';
import type { ValueChanges } from '../model/history.ts';
import type { Frame } from '../model/run.ts';
import { type ValueChange, valueChanges } from '../recording/valueChanges.ts';
import type { Handlers } from './connection.ts';
import { DapError } from './dapError.ts';
import type { Debuggee } from './debuggee.ts';
import { move } from './move.ts';
import { shown } from './outline.ts';
import { expressionOf, sessionPath } from './pathExpression.ts';
import type { SessionContext } from './sessionContext.ts';
import { endName } from './stack.ts';

export type ChangeDirection = 'previous' | 'next';

/** Who wrote a value of the session: requests of Backstep's own, for any client and for the console. */
export function writeRequests(context: SessionContext): Handlers {
  return {
    'backstep/changes'(args) {
      const { expression } = args as { readonly expression?: unknown };
      return { body: changesOf(context, pathOf(expression)) };
    },
    'backstep/goToChange'(args) {
      const { expression, direction } = args as {
        readonly expression?: unknown;
        readonly direction?: unknown;
      };
      if (direction !== 'previous' && direction !== 'next') {
        throw new DapError(
          'bad-request',
          `"direction" is ${JSON.stringify(direction)}: give previous or next.`,
        );
      }
      return move(context, toChange(context, pathOf(expression), direction));
    },
  };
}

/** All changes of a session value, as a client lists them. */
export function changesOf({ launched }: SessionContext, path: Path): ValueChanges {
  const { timeline } = launched.cursor;
  const optional = (value: Json | undefined): ReturnType<typeof shown> | null =>
    value === undefined ? null : shown(value);
  const changes = valueChanges(timeline, path).map(({ k, by, before, after }) => {
    const { state, next, at } = timeline.frame(k);
    return {
      k,
      by,
      from: state,
      to: next,
      line: at?.line ?? null,
      before: optional(before),
      after: optional(after),
    };
  });
  return { expression: expressionOf('session', path), run: timeline.header.id, changes };
}

/**
 * The move to the last or next change of a value. The last one is that which made the value as it is shown; when one
 * has just been led there, it is the one before.
 *
 * @throws DapError `no-change`
 */
export function toChange(
  context: SessionContext,
  path: Path,
  direction: ChangeDirection,
): (debuggee: Debuggee) => void {
  const { cursor } = context.stopped;
  const { timeline, k } = cursor;
  const expression = expressionOf('session', path);
  const led = context.ledTo?.expression === expression && context.ledTo.k === k;
  const changes = valueChanges(timeline, path);
  const found =
    direction === 'next'
      ? changes.find((change) => change.k > k)
      : changes.findLast((change) => (led ? change.k < k : change.k <= k));
  if (found === undefined) throw noChange(expression, direction, k);
  return (debuggee) => {
    debuggee.travelTo(found.k, `${expression} was changed by ${writer(found, timeline.frame(found.k))}`);
    context.ledTo = { expression, k: found.k };
  };
}

/** `REFINED → CHECKED, step 4`. */
export function writer({ by }: Pick<ValueChange, 'by'>, { state, next, seq }: Frame): string {
  return by === 'edit' ? `an edit before ${state}, step ${seq}` : `${state} → ${endName(next)}, step ${seq}`;
}

/** @throws DapError `bad-path` */
export function pathOf(expression: unknown): Path {
  const path = typeof expression === 'string' ? sessionPath(expression) : null;
  if (path !== null) return path;
  throw new DapError(
    'bad-path',
    `${typeof expression === 'string' ? `"${expression}"` : JSON.stringify(expression)} is no path of the session: give one such as session.answer.`,
  );
}

function noChange(expression: string, direction: ChangeDirection, k: number): DapError {
  const message =
    direction === 'next'
      ? `No recorded step after step ${k} changes ${expression}.`
      : `No step up to step ${k} changed ${expression}: it is as the run began.`;
  return new DapError('no-change', message);
}
