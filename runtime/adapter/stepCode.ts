import type { StepMethodName, StopSet } from '../model/hostProtocol.ts';
import type { Breakpoints } from './breakpoints.ts';
import { reaches, stepAt } from './codeAhead.ts';
import type { CodeDebugger } from './codeDebugger.ts';
import type { Cursor } from './cursor.ts';
import { DapError } from './dapError.ts';
import type { Gait } from './gait.ts';
import type { RunningHost } from './hostClient.ts';

/** Attaches the JavaScript debugger to a host before what it is to stop in, and lets it go where the run stops. */
export interface StepCode {
  /** Where a host must stop: before a step with lines of the JavaScript debugger's, too, until that is attached. */
  stops(): StopSet;
  /** Attaches it where `gait` may come to something of its. Without it the run goes on, and says so. */
  prepare(host: RunningHost, gait: Gait): Promise<void>;
  /** Nobody wants to wait any more until it is attached. */
  giveUp(): void;
  /** Calls back when it has gone. */
  leave(then: () => void): void;
  /** The host is gone, and the debugger with it. */
  lost(): void;
}

export interface StepCodeParts {
  /** Whether the client attaches one when it is asked to. */
  readonly enabled: boolean;
  readonly cursor: Cursor;
  readonly breakpoints: Breakpoints;
  readonly code: CodeDebugger;
  readonly isCurrent: (gait: Gait) => boolean;
  readonly onProblem: (message: string) => void;
  readonly onFailure: (error: unknown) => void;
}

export function createStepCode(parts: StepCodeParts): StepCode {
  const { enabled, cursor, breakpoints, code, isCurrent } = parts;
  /** The host whose inspector was opened. */
  let inspected: RunningHost | null = null;

  function isNeeded(gait: Gait): boolean {
    if (!enabled || code.attached) return false;
    if (gait.type === 'step' && gait.into && stepAt(cursor.snapshot, gait.branch) !== null) return true;
    return reaches(cursor.snapshot, gait, breakpoints.inside());
  }
  async function attachTo(host: RunningHost, enter: StepMethodName | null): Promise<string | null> {
    inspected = host;
    const port = await host.inspect(enter);
    return await code.attach({ port, enter: enter !== null, lines: breakpoints.inside() });
  }
  function closeInspector(): void {
    inspected?.uninspect();
    inspected = null;
  }

  return {
    stops() {
      const stops = breakpoints.stops();
      if (!enabled || code.attached) return stops;
      const states = breakpoints.inside().map(({ state }) => state);
      return { ...stops, entering: [...new Set([...stops.entering, ...states])] };
    },
    async prepare(host, gait) {
      if (!isNeeded(gait)) return;
      const enter = gait.type === 'step' && gait.into ? stepAt(cursor.snapshot, gait.branch) : null;
      const problem = await attachTo(host, enter).catch((error: unknown) => DapError.from(error).message);
      // Whoever stops the session meanwhile needs no word about it.
      if (problem === null || !isCurrent(gait)) return;
      parts.onProblem(`The JavaScript debugger could not be attached: ${problem}`);
      closeInspector();
    },
    giveUp() {
      inspected?.uninspect();
      code.onAttached('it was given up');
    },
    leave(then) {
      if (!code.attached) {
        closeInspector();
        return then();
      }
      code.detach().then(() => {
        closeInspector();
        then();
      }, parts.onFailure);
    },
    lost() {
      inspected = null;
      code.onDetached();
    },
  };
}
