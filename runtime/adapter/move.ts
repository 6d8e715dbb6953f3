import type { Reply } from './connection.ts';
import type { Debuggee } from './debuggee.ts';
import type { SessionContext } from './sessionContext.ts';
import { mainThread } from './threads.ts';

/** How a client learns that the run goes on: from the request itself, for the thread that it names, or from an event. */
type Told = 'by an event' | { readonly threadId: number | undefined };

/**
 * A request that moves the session: answered first, then done, so that the events of a move follow its response. Only that the run
 * goes on is told before: VS Code takes events that follow each other in one go, and would forget the new stop with the old one.
 * It must be told even of a move that runs nothing, or clients go on showing where they stopped before.
 *
 * @throws DapError `not-launched`, `not-configured`, `running`, `ended`
 */
export function move(
  context: SessionContext,
  go: (debuggee: Debuggee) => void,
  { body = {}, told = 'by an event' }: { readonly body?: object; readonly told?: Told } = {},
): Reply {
  const debuggee = context.stopped;
  context.assertEntered();
  context.moving = true;
  // Whoever steps one thread need not know that the one goes on, too, that stopped last.
  if (told === 'by an event' || (told.threadId ?? mainThread) !== context.stoppedThread) {
    context.event('continued', { threadId: mainThread, allThreadsContinued: true });
  }
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
      if (debuggee.running) context.tellPosition();
    },
  };
}
