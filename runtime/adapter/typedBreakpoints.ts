import type { DebugProtocol } from '@vscode/debugprotocol';
import { DapError } from './dapError.ts';
import type { SessionContext } from './sessionContext.ts';

/** A breakpoint that was typed in the console. */
export interface TypedBreakpoint {
  readonly kind: 'place' | 'path' | 'filter';
  /** A state, a transition, a path of the session or an exception filter. */
  readonly what: string;
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

const clauses = /\s+(?:if\s+(?<condition>.+?)|hit\s+(?<hits>\S+))(?=\s+hit\s+\S+\s*$|\s+if\s|$)/g;

/**
 * Reads `CHECKED->REFINED if session.rounds > 2 hit >=3`.
 *
 * @throws DapError `bad-command`
 */
export function readTyped(kind: TypedBreakpoint['kind'], text: string): TypedBreakpoint {
  const found = [...` ${text}`.matchAll(clauses)];
  const what = ` ${text}`.slice(0, found[0]?.index).trim();
  if (what === '') throw new DapError('bad-command', 'Say what to stop at, such as CHECKED->REFINED.');
  const condition = found.find(({ groups }) => groups?.['condition'])?.groups?.['condition'];
  const hitCondition = found.find(({ groups }) => groups?.['hits'])?.groups?.['hits'];
  return {
    kind,
    what,
    ...(condition === undefined ? {} : { condition }),
    ...(hitCondition === undefined ? {} : { hitCondition }),
  };
}

/** As it would be typed again. */
export function describeTyped({ what, condition, hitCondition, logMessage }: TypedBreakpoint): string {
  return [
    what,
    ...(condition === undefined ? [] : [`if ${condition}`]),
    ...(hitCondition === undefined ? [] : [`hit ${hitCondition}`]),
    ...(logMessage === undefined ? [] : [`log ${JSON.stringify(logMessage)}`]),
  ].join(' ');
}

/**
 * Sets the typed breakpoints of a session anew.
 *
 * @throws DapError `bad-command` when the last of them leads nowhere; it is left out then
 */
export function setTyped(
  context: SessionContext,
  wanted: readonly TypedBreakpoint[],
): readonly DebugProtocol.Breakpoint[] {
  const { states } = context.launched.cursor.timeline.header;
  const answers = context.breakpoints.setTyped(wanted, states);
  const last = answers.at(-1);
  if (last !== undefined && !last.verified) {
    context.breakpoints.setTyped(wanted.slice(0, -1), states);
    throw new DapError('bad-command', last.message ?? 'This leads nowhere.');
  }
  context.launched.breakpointsChanged();
  return answers;
}
