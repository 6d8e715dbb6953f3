import type { DebugProtocol } from '@vscode/debugprotocol';
import { isOver, openLines, outerLine } from '../language/line.ts';
import { toJson } from '../language/settle.ts';
import { workflowMeant } from './breakpointTarget.ts';
import type { Handlers } from './connection.ts';
import { DapError } from './dapError.ts';
import type { Debuggee } from './debuggee.ts';
import { failedAttempt } from './failedAttempt.ts';
import { whole } from './historyRequests.ts';
import { move } from './move.ts';
import type { SessionContext } from './sessionContext.ts';

/** The thread that a client steps, and takes as running from there on. */
type Thread = { readonly threadId: number | undefined };

export function moveRequests(context: SessionContext): Handlers {
  return {
    next(args) {
      const branch = context.lineOf(args);
      return move(context, (debuggee) => debuggee.next(branch), { told: args as Thread });
    },
    stepIn(args) {
      const branch = context.lineOf(args);
      // Of what waits for branches or a child, the first that is open is the way in.
      const inner = openLines(context.stopped.cursor.snapshot).find((line) => outerLine(line) === branch);
      const go = (debuggee: Debuggee): void =>
        inner === undefined ? debuggee.into(branch) : debuggee.next(inner);
      return move(context, go, { told: args as Thread });
    },
    stepOut(args) {
      const branch = context.lineOf(args);
      const go = (debuggee: Debuggee): void => (branch === '' ? debuggee.resume() : debuggee.over(branch));
      return move(context, go, { told: args as Thread });
    },
    continue: () =>
      move(context, (debuggee) => debuggee.resume(), {
        body: { allThreadsContinued: true },
        told: { threadId: context.stoppedThread },
      }),
    stepBack(args) {
      const branch = context.lineOf(args);
      return move(context, (debuggee) => debuggee.back(branch), { told: args as Thread });
    },
    reverseContinue: (args) => move(context, (debuggee) => debuggee.backToStop(), { told: args as Thread }),
    restartFrame(args) {
      const { frameId } = args as DebugProtocol.RestartFrameArguments;
      const entry = context.entryOf(frameId);
      context.launched.assertRunsOn();
      const failed = failedAttempt(context.lastStop, context.launched.cursor);
      const told = { threadId: context.threadOf(entry.branch) };
      // On top of a stop for an attempt that failed stands its step, not where the run has come to.
      if (entry.top && failed?.branch === entry.branch) {
        const { step } = failed;
        return move(context, (debuggee) => debuggee.runOnFrom(step.k - 1, step.branch), { told });
      }
      if (entry.top) return move(context, (debuggee) => debuggee.runOnFrom(entry.k, entry.branch), { told });
      // The stack of the main line tells of branches that have ended, too: each is run on from by itself.
      const { branch } = context.launched.cursor.timeline.frame(entry.k);
      return move(context, (debuggee) => debuggee.runOnFrom(entry.k - 1, branch), { told });
    },
    'backstep/signal'(args) {
      const { name, payload = null } = args as { readonly name?: unknown; readonly payload?: unknown };
      if (typeof name !== 'string' || name === '') {
        throw new DapError(
          'bad-request',
          'Give the name of the signal as "name", and its JSON as "payload".',
        );
      }
      context.launched.assertRunsOn();
      const json = toJson(payload, 'payload');
      return move(context, (debuggee) => debuggee.signal(name, json));
    },
    'backstep/travel'(args) {
      const { k, runOn = false } = args as { readonly k?: unknown; readonly runOn?: unknown };
      const position = whole('k', k, 0, context.launched.cursor.timeline.head);
      if (runOn !== true) return move(context, (debuggee) => debuggee.travelTo(position, null));
      context.launched.assertRunsOn();
      return move(context, (debuggee) => debuggee.runOnFrom(position));
    },
    'backstep/answer'(args) {
      const { k, index, value } = args as {
        readonly k?: unknown;
        readonly index?: unknown;
        readonly value?: unknown;
      };
      const { launched } = context;
      const { timeline } = launched.cursor;
      const position = whole('k', k, 1, timeline.head);
      const { calls } = timeline.frame(position);
      if (calls.length === 0) throw new DapError('bad-request', `Step ${position} called no service.`);
      const number = whole('index', index, 0, calls.length - 1);
      if (calls[number]?.result.type === 'stream') {
        throw new DapError(
          'bad-request',
          'A streamed answer cannot be replaced by a value: edit the session after the step instead.',
        );
      }
      const answer = toJson(value, 'value');
      launched.assertRunsOn();
      return move(context, (debuggee) => debuggee.answerWith(position, number, answer));
    },
    'backstep/runTo'(args) {
      const {
        from = '*',
        to,
        workflow = null,
      } = args as { readonly from?: unknown; readonly to?: unknown; readonly workflow?: unknown };
      const isNamed = workflow === null || typeof workflow === 'string';
      if (typeof from !== 'string' || typeof to !== 'string' || !isNamed) {
        throw new DapError(
          'bad-request',
          'Give the state to run to as "to", for a transition also "from", and for one of a child its "workflow".',
        );
      }
      const { cursor } = context.stopped;
      if (cursor.atHead && (cursor.mode === 'replay' || isOver(cursor.snapshot))) {
        throw new DapError('ended', 'The run ends here, so nothing comes after it: go back first.');
      }
      const run = (debuggee: Debuggee): void => {
        const meant = workflow ?? workflowMeant(cursor.timeline.header, { from, to });
        context.breakpoints.goal = { from, to, workflow: meant };
        debuggee.resume();
      };
      return move(context, run);
    },
    pause() {
      const debuggee = context.launched;
      context.assertEntered();
      return { after: () => debuggee.pause() };
    },
  };
}
