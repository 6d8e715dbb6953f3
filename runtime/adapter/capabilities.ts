import type { DebugProtocol } from '@vscode/debugprotocol';
import { exceptionFilters } from './exceptionFilters.ts';
import type { Launch } from './launchArguments.ts';

const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsStepBack: true,
  supportsRestartFrame: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportTerminateDebuggee: true,
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsGotoTargetsRequest: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: [':', '.', '>'],
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsFunctionBreakpoints: true,
  supportsDataBreakpoints: true,
  supportsExceptionFilterOptions: true,
  exceptionBreakpointFilters: [...exceptionFilters],
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsExceptionInfoRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsCancelRequest: true,
  // What a program prints goes through as it is.
  supportsANSIStyling: true,
};

/**
 * The stack is told in parts to all, and VS Code alone is not invited to put off those below the first frame: it would
 * show there, for half a second after each stop, the frames of the stop before.
 */
export function capabilitiesFor(client: string | undefined): DebugProtocol.Capabilities {
  return { ...capabilities, supportsDelayedStackTraceLoading: client !== 'vscode' };
}

/**
 * What of them changes once it is known what is debugged; null for nothing. Stepping back stays where there is no step
 * yet: buttons that come with the first step would move the others under the mouse.
 */
export function capabilitiesOf(launch: Launch): DebugProtocol.Capabilities | null {
  switch (launch.type) {
    case 'replay':
      return {
        supportsRestartFrame: false,
        supportsSetVariable: false,
        supportsSetExpression: false,
        supportsGotoTargetsRequest: false,
      };
    case 'attach':
      return { supportsRestartRequest: false };
    case 'code':
      return launch.noDebug ? { supportsStepBack: false, supportsRestartFrame: false } : null;
    default:
      return launch satisfies never;
  }
}
