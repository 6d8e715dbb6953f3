import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Handlers, Reply } from './connection.ts';
import type { Debuggee } from './debuggee.ts';
import type { SessionContext } from './sessionContext.ts';

export function moveRequests(context: SessionContext): Handlers {
  /** Answered first, then done: the events of a move follow its response. */
  function move(go: (debuggee: Debuggee) => void, body: object = {}): Reply {
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
        if (debuggee.running) context.tellPosition();
      },
    };
  }
  return {
    next: () => move((debuggee) => debuggee.next()),
    stepIn: () => move((debuggee) => debuggee.next()),
    stepOut: () => move((debuggee) => debuggee.resume()),
    continue: () => move((debuggee) => debuggee.resume(), { allThreadsContinued: true }),
    stepBack: () => move((debuggee) => debuggee.back()),
    reverseContinue: () => move((debuggee) => debuggee.backToStop()),
    restartFrame(args) {
      const { frameId } = args as DebugProtocol.RestartFrameArguments;
      const entry = context.entryOf(frameId);
      context.launched.assertRunsOn();
      return move((debuggee) => debuggee.runOnFrom(entry.top ? entry.k : entry.k - 1));
    },
    pause() {
      const debuggee = context.launched;
      context.assertEntered();
      return { after: () => debuggee.pause() };
    },
  };
}
