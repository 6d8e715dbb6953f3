import type { DebuggeeListener } from './debuggee.ts';
import type { HostClientListener } from './hostClient.ts';

type OfRun = Pick<
  HostClientListener,
  'onFrame' | 'onNote' | 'onBoundary' | 'onBoundaryLost' | 'onLost' | 'onAsk' | 'onUndone' | 'onUndoFailed'
>;

/** What a host tells goes to the run, once there is one, and what it prints to the session. */
export function hostEvents(listener: DebuggeeListener, run: () => OfRun | null): HostClientListener {
  return {
    onFrame: (frame) => run()?.onFrame(frame),
    onNote: (note) => run()?.onNote(note),
    onBoundary: (reason, branch, seq) => run()?.onBoundary(reason, branch, seq),
    onBoundaryLost: (branch) => run()?.onBoundaryLost(branch),
    onLost: (how) => run()?.onLost(how),
    onAsk: (call, asked) => run()?.onAsk(call, asked),
    onUndone: (call) => run()?.onUndone(call),
    onUndoFailed: (call, error) => run()?.onUndoFailed(call, error),
    onLog: listener.onLog,
    onStream: listener.onStream,
    onOutput(category, text, step) {
      if (step) listener.onPrint(category, text, step.state, step.seq);
      else listener.onOutput(category, text);
    },
  };
}
