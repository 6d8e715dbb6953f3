import type { DebugProtocol } from '@vscode/debugprotocol';
import { lineAt } from '../language/line.ts';
import { legible, legibleLines, shortened } from '../model/legible.ts';
import { goalId } from './breakpoints.ts';
import type { Cursor } from './cursor.ts';
import type { Stop } from './debuggee.ts';
import { failedAttempt } from './failedAttempt.ts';
import type { SessionContext } from './sessionContext.ts';
import { standingName } from './stack.ts';
import { waitText } from './threads.ts';

/**
 * `REQUESTED · step 3 of 12 · waits for the signal "decision"`. Clients show it until the next stop: it says nothing that an edit
 * may change meanwhile, such as whether what comes next is recorded.
 */
export function stoppedBody(
  stop: Stop,
  context: SessionContext,
): DebugProtocol.StoppedEvent['body'] & { readonly threadId: number } {
  const { cursor } = context.launched;
  const branch = lineAt(cursor.snapshot, stop.branch ?? '') === null ? '' : (stop.branch ?? '');
  const standing = standingName(cursor.snapshot, branch);
  const waits = waitText(cursor.snapshot, branch);
  const failed = failedAttempt(stop, cursor);
  const name = failed === null ? standing : `${failed.name} · now ${standing}`;
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
  const isReplay = cursor.mode === 'replay';
  if (cursor.atHead) return isReplay ? ', the end of the recording' : '';
  return ` of ${cursor.timeline.head}${isReplay ? ', replay' : ''}`;
}
