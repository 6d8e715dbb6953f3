import type { Reply } from './connection.ts';
import type { Debuggee } from './debuggee.ts';
import type { SessionContext } from './sessionContext.ts';
import { mainThread } from './threads.ts';

/** How a client learns that the run goes on: from the request itself, or from an event. */
type Told = 'by the request' | 'by an event';

/**
 * A request that moves the session: answered first, then done, so that the events of a move follow its response.
 *
 * @throws DapError `not-launched`, `not-configured`, `running`, `ended`
 */
export function move(
  context: SessionContext,
  go: (debuggee: Debuggee) => void,
  { body = {}, told = 'by the request' }: { readonly body?: object; readonly told?: Told } = {},
): Reply {
  const debuggee = context.stopped;
  context.assertEntered();
  context.moving = true;
  return {
    body,
    after() {
      context.moving = false;
      context.forgetReferences();
      try {
        go(debuggee);
      } catch (error) {
        context.tellFailure(error);
      }
      if (!debuggee.running) return;
      if (told === 'by an event')
        context.event('continued', { threadId: mainThread, allThreadsContinued: true });
      context.tellPosition();
    },
  };
}
