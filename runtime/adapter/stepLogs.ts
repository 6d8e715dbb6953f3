import type { DebugProtocol } from '@vscode/debugprotocol';
import type { LogEntry } from '../model/run.ts';

/** What the steps of a run log and print, a group for each step. */
export interface StepLogs {
  /** A line of the step that is number `step` of its workflow. */
  log(entry: LogEntry, state: string, step: number): void;
  /** What is printed next is this step's. */
  enter(state: string, step: number): void;
  /** The step has ended, or the session stands: what comes next belongs to another. */
  close(): void;
}

/** `placeOf` is where a state's step stands, for a link to it. */
export function createStepLogs(
  print: (body: DebugProtocol.OutputEvent['body']) => void,
  placeOf: (state: string) => Pick<DebugProtocol.OutputEvent['body'], 'source' | 'line' | 'column'>,
): StepLogs {
  let open: string | null = null;

  function close(): void {
    if (open === null) return;
    open = null;
    print({ category: 'stdout', output: '', group: 'end' });
  }

  function enter(state: string, step: number): void {
    const title = `${state}  #${step}`;
    if (open === title) return;
    close();
    open = title;
    print({ category: 'stdout', output: `${title}\n`, group: 'start', ...placeOf(state) });
  }

  return {
    close,
    enter,
    log({ level, message }, state, step) {
      enter(state, step);
      const category = level === 'error' || level === 'warn' ? 'stderr' : 'stdout';
      print({ category, output: `${message}\n` });
    },
  };
}
