import type { DebugProtocol } from '@vscode/debugprotocol';
import { expressionOf, sessionPath } from './pathExpression.ts';
import type { SessionContext } from './sessionContext.ts';

/**
 * Whether a value can have a data breakpoint. Its id is the expression that names it, so that it means the same in the
 * next session.
 *
 * @throws DapError `stale-reference`
 */
export function dataBreakpointInfo(
  context: SessionContext,
  args: unknown,
): DebugProtocol.DataBreakpointInfoResponse['body'] {
  const { variablesReference, name } = args as DebugProtocol.DataBreakpointInfoArguments;
  const path = sessionPath(variablesReference ? expressionIn(context, variablesReference, name) : name);
  if (path === null) {
    return {
      dataId: null,
      description: `${name} is not in the session: Backstep stops when a step changes a value of the session.`,
    };
  }
  const dataId = expressionOf('session', path);
  return { dataId, description: dataId, accessTypes: ['write'], canPersist: true };
}

/** What names a member of a value that the client has a reference to. */
function expressionIn({ variables }: SessionContext, reference: number, name: string): string {
  const { root, path, value } = variables.held(reference);
  if (root.bare) return root.name;
  return expressionOf(root.name, [...path, Array.isArray(value) ? Number(name) : name]);
}
