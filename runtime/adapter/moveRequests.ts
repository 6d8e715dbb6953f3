import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Handlers, Reply } from './connection.ts';
import { DapError } from './dapError.ts';
import type { Debuggee } from './debuggee.ts';
import { whole } from './historyRequests.ts';
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
    'backstep/travel'(args) {
      const { k, runOn = false } = args as { readonly k?: unknown; readonly runOn?: unknown };
      const position = whole('k', k, 0, context.launched.cursor.timeline.head);
      if (runOn !== true) return move((debuggee) => debuggee.travelTo(position, null));
      context.launched.assertRunsOn();
      return move((debuggee) => debuggee.runOnFrom(position));
    },
    'backstep/runTo'(args) {
      const { from = '*', to } = args as { readonly from?: unknown; readonly to?: unknown };
      if (typeof from !== 'string' || typeof to !== 'string') {
        throw new DapError(
          'bad-request',
          'Give the state to run to as "to", and for a transition also "from".',
        );
      }
      const { cursor } = context.stopped;
      if (cursor.atHead && (cursor.mode === 'replay' || cursor.snapshot.status !== 'running')) {
        throw new DapError('ended', 'The run ends here, so nothing comes after it: go back first.');
      }
      return move((debuggee) => {
        context.breakpoints.goal = { from, to };
        debuggee.resume();
      });
    },
    pause() {
      const debuggee = context.launched;
      context.assertEntered();
      return { after: () => debuggee.pause() };
    },
  };
}
