import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Handlers } from './connection.ts';
import { DapError } from './dapError.ts';
import { dataBreakpointInfo } from './dataBreakpointInfo.ts';
import { remarked } from './nameable.ts';
import { printPastLogs } from './pastLogs.ts';
import { breakableLines } from './places.ts';
import type { SessionContext } from './sessionContext.ts';
import { keepVerified } from './verified.ts';

export function breakpointRequests(context: SessionContext): Handlers {
  const { breakpoints } = context;
  const { keep, reverify } = keepVerified((breakpoint) =>
    context.event('breakpoint', { reason: 'changed', breakpoint }),
  );
  context.reverify = () => {
    const changed = context.settling(reverify);
    changed.then(
      () => context.debuggee?.breakpointsChanged(),
      (error: unknown) => context.tellFailure(error),
    );
  };

  return {
    async setBreakpoints(args) {
      const { source, breakpoints: wanted = [] } = args as DebugProtocol.SetBreakpointsArguments;
      const path = source?.path;
      if (!path) throw new DapError('no-source-path', 'Breakpoints need the path of a source file.');
      const own = wanted.map((breakpoint) => ({ ...breakpoint, line: context.ownLine(breakpoint.line) }));
      const { sourceReference } = source;
      const set = async (): Promise<DebugProtocol.Breakpoint[]> => {
        const { graphs, noReturns } = await context.breakable(path, sourceReference);
        const asked = sourceReference ? { ...context.sourceOf(path), path, sourceReference } : { path };
        const answers = breakpoints
          .setLines(asked, own, graphs, noReturns)
          .map((answer) => ({ ...answer, line: context.clientLine(answer.line ?? 1) }));
        return remarked(context, own, answers);
      };
      const answers = await context.settling(() => keep(`${path} ${sourceReference ?? 0}`, set));
      context.debuggee?.breakpointsChanged();
      return {
        body: { breakpoints: answers },
        after: () => printPastLogs(context),
      };
    },
    async setFunctionBreakpoints(args) {
      const { breakpoints: wanted = [] } = args as DebugProtocol.SetFunctionBreakpointsArguments;
      const set = async (): Promise<DebugProtocol.Breakpoint[]> =>
        remarked(context, wanted, breakpoints.setFunctions(wanted, await statesOf(context)));
      const answers = await context.settling(() => keep('functions', set));
      context.debuggee?.breakpointsChanged();
      return { body: { breakpoints: answers } };
    },
    async setExceptionBreakpoints(args) {
      const { filters = [], filterOptions = [] } = args as DebugProtocol.SetExceptionBreakpointsArguments;
      const plain = filters.map((filterId): DebugProtocol.ExceptionFilterOptions => ({ filterId }));
      const wanted = [...plain, ...filterOptions];
      const set = (): Promise<DebugProtocol.Breakpoint[]> =>
        remarked(context, wanted, breakpoints.setFilters(wanted));
      const answers = await context.settling(() => keep('filters', set));
      context.debuggee?.breakpointsChanged();
      return { body: { breakpoints: answers } };
    },
    dataBreakpointInfo: (args) => ({ body: dataBreakpointInfo(context, args) }),
    async setDataBreakpoints(args) {
      const { breakpoints: wanted = [] } = args as DebugProtocol.SetDataBreakpointsArguments;
      const set = (): Promise<DebugProtocol.Breakpoint[]> =>
        remarked(context, wanted, breakpoints.setData(wanted));
      const answers = await context.settling(() => keep('data', set));
      context.debuggee?.breakpointsChanged();
      return { body: { breakpoints: answers } };
    },
    async breakpointLocations(args) {
      const { source, line, endLine = line } = args as DebugProtocol.BreakpointLocationsArguments;
      const path = source?.path;
      if (!path) return { body: { breakpoints: [] } };
      const { graphs } = await context.breakable(path, source.sourceReference);
      const lines = breakableLines(graphs, path, context.ownLine(line), context.ownLine(endLine));
      return { body: { breakpoints: lines.map((breakable) => ({ line: context.clientLine(breakable) })) } };
    },
  };
}

/** Known before the launch is over, so that breakpoints verify at once. */
async function statesOf(context: SessionContext): Promise<readonly string[]> {
  // A recording, and a run that is attached to, tell their states themselves.
  if (context.launch !== null && context.launch.type !== 'code') await context.launching;
  const { launch, debuggee } = context;
  const program = launch?.type === 'code' ? launch.program : (debuggee?.cursor.timeline.header.file ?? null);
  if (program === null) return [];
  const { graphs } = await context.breakable(program);
  const drawn = graphs.flatMap((graph) => graph.states.map(({ id }) => id));
  return [...new Set([...(debuggee?.cursor.timeline.header.states ?? []), ...drawn])];
}
