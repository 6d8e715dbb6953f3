import type { DebugProtocol } from '@vscode/debugprotocol';
import { expressionOf, sessionPath } from './pathExpression.ts';
import type { SessionContext } from './sessionContext.ts';

/**
 * Whether a value can have a data breakpoint. Its id is the expression that names it, so that it means the same in the
 * next session.
 */
export function dataBreakpointInfo(
  context: SessionContext,
  args: unknown,
): DebugProtocol.DataBreakpointInfoResponse['body'] {
  const { variablesReference, name } = args as DebugProtocol.DataBreakpointInfoArguments;
  const path = sessionPath(
    variablesReference ? (context.variables.nameOf(variablesReference, name) ?? '') : name,
  );
  if (path === null) {
    return {
      dataId: null,
      description: `${name} is not in the session: Backstep stops when a step changes a value of the session.`,
    };
  }
  const dataId = expressionOf('session', path);
  return { dataId, description: dataId, accessTypes: ['write'], canPersist: true };
}
