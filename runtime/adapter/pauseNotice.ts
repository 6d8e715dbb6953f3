import type { DebuggeeListener } from './debuggee.ts';

/** Tells of a pause that has to wait until a step has ended. */
export interface PauseNotice {
  begin(state: string, step: number): void;
  /** The session has stopped, or ended. */
  end(): void;
}

const noticeMs = 1000;

export function createPauseNotice({
  during,
  onOutput,
}: Pick<DebuggeeListener, 'during' | 'onOutput'>): PauseNotice {
  let timer: NodeJS.Timeout | undefined;
  let ended = (): void => undefined;
  function end(): void {
    clearTimeout(timer);
    ended();
  }
  return {
    begin(state, step) {
      end();
      const paused = new Promise<void>((resolve) => {
        ended = resolve;
      });
      void during(`Pausing when ${state}, step ${step}, has ended`, paused);
      timer = setTimeout(() => {
        onOutput(
          'important',
          `Still inside ${state}, step ${step}: the run pauses when the step ends. If it never does, Stop ends it and keeps what is recorded.\n`,
        );
      }, noticeMs);
    },
    end,
  };
}
