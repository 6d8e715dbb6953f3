import { type HostListener, type HostOptions, type HostProcess, startHost } from './hostProcess.ts';
import { type RunInTerminal, startInTerminal } from './terminalHost.ts';

/** Starts the hosts of a session: by itself, or in a terminal of the client's. */
export interface HostStarter {
  /** Whether the client has terminals. */
  hasTerminals: boolean;
  readonly start: (options: HostOptions, listener: HostListener, signal: AbortSignal) => Promise<HostProcess>;
}

export function createHostStarter(run: RunInTerminal, tell: (message: string) => void): HostStarter {
  let told = false;
  const starter: HostStarter = {
    hasTerminals: false,
    start(options, listener, signal) {
      if (options.console === 'internalConsole') return startHost(options, listener);
      if (starter.hasTerminals) return startInTerminal(options, listener, run, signal);
      if (!told) {
        tell(
          `"console" is "${options.console}", and this editor does not run a debugger's program in a terminal: what the workflow prints comes here, and it has no standard input.`,
        );
      }
      told = true;
      return startHost(options, listener);
    },
  };
  return starter;
}
