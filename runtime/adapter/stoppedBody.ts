import type { DebugProtocol } from '@vscode/debugprotocol';
import { lineAt } from '../language/line.ts';
import { legible, legibleLines, shortened } from '../model/legible.ts';
import { goalId } from './breakpoints.ts';
import type { Cursor } from './cursor.ts';
import type { Stop } from './debuggee.ts';
import { failedAttempt } from './failedAttempt.ts';
import type { SessionContext } from './sessionContext.ts';
import { endName } from './stack.ts';
import { standingAt, waitText } from './threads.ts';

/** `REQUESTED · step 3 of 12, following the recording · awaits "decision"`. */
export function stoppedBody(stop: Stop, context: SessionContext): DebugProtocol.StoppedEvent['body'] {
  const { cursor } = context.launched;
  const branch = lineAt(cursor.snapshot, stop.branch ?? '') === null ? '' : (stop.branch ?? '');
  const { state } = standingAt(cursor.snapshot, branch);
  const waits = waitText(cursor.snapshot, branch);
  const failed = failedAttempt(stop, cursor);
  const name = failed === null ? endName(state) : `${failed.name} · now ${endName(state)}`;
  const ids = stop.hit?.ids.filter((id) => id !== goalId) ?? [];
  return {
    reason: stop.reason,
    description: legible(
      `${name} · step ${cursor.count}${whereabouts(cursor)}${waits === null ? '' : ` · ${waits}`}`,
    ),
    threadId: context.threadOf(branch),
    allThreadsStopped: true,
    ...(stop.text === null ? {} : { text: legibleLines(shortened(stop.text)) }),
    ...(ids.length > 0 ? { hitBreakpointIds: ids } : {}),
  };
}

function whereabouts(cursor: Cursor): string {
  const of = cursor.atHead ? '' : ` of ${cursor.timeline.head}`;
  switch (cursor.mode) {
    case 'live':
      return '';
    case 'following':
      return `${of}, following the recording`;
    case 'forking':
      return `${of}, the next step starts a new run`;
    case 'replay':
      return cursor.atHead ? ', the end of the recording' : `${of}, replay`;
    default:
      return cursor.mode satisfies never;
  }
}
