import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Handlers } from './connection.ts';
import { DapError } from './dapError.ts';
import type { Debuggee } from './debuggee.ts';
import { whole } from './historyRequests.ts';
import { move } from './move.ts';
import type { SessionContext } from './sessionContext.ts';

export function moveRequests(context: SessionContext): Handlers {
  return {
    next: () => move(context, (debuggee) => debuggee.next()),
    stepIn: () => move(context, (debuggee) => debuggee.next()),
    stepOut: () => move(context, (debuggee) => debuggee.resume()),
    continue: () => move(context, (debuggee) => debuggee.resume(), { body: { allThreadsContinued: true } }),
    stepBack: () => move(context, (debuggee) => debuggee.back()),
    reverseContinue: () => move(context, (debuggee) => debuggee.backToStop()),
    restartFrame(args) {
      const { frameId } = args as DebugProtocol.RestartFrameArguments;
      const entry = context.entryOf(frameId);
      context.launched.assertRunsOn();
      return move(context, (debuggee) => debuggee.runOnFrom(entry.top ? entry.k : entry.k - 1));
    },
    'backstep/travel'(args) {
      const { k, runOn = false } = args as { readonly k?: unknown; readonly runOn?: unknown };
      const position = whole('k', k, 0, context.launched.cursor.timeline.head);
      if (runOn !== true) return move(context, (debuggee) => debuggee.travelTo(position, null));
      context.launched.assertRunsOn();
      return move(context, (debuggee) => debuggee.runOnFrom(position));
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
      const run = (debuggee: Debuggee): void => {
        context.breakpoints.goal = { from, to };
        debuggee.resume();
      };
      return move(context, run, { told: 'by an event' });
    },
    pause() {
      const debuggee = context.launched;
      context.assertEntered();
      return { after: () => debuggee.pause() };
    },
  };
}
