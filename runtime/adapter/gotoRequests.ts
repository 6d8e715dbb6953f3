import type { DebugProtocol } from '@vscode/debugprotocol';
import type { WorkflowGraph } from '../model/graph.ts';
import type { Handlers } from './connection.ts';
import { DapError } from './dapError.ts';
import { move } from './move.ts';
import { placeOf, realPath } from './places.ts';
import type { SessionContext } from './sessionContext.ts';
import { endName } from './stack.ts';

/** Jump to Cursor: puts the run at another state, without running what lies between. */
export function gotoRequests(context: SessionContext): Handlers {
  /** Ids are never used twice, so that one from before leads nowhere else. */
  const targets = new Map<number, string>();
  let next = 1;

  return {
    async gotoTargets(args) {
      const { source, line } = args as DebugProtocol.GotoTargetsArguments;
      const graph = source.path ? await context.currentGraph() : null;
      const own = context.ownLine(line);
      const states = graph === null ? [] : statesAt(graph, source.path ?? '', own);
      return {
        body: {
          targets: states.map(({ state, label }) => {
            targets.set(next, state);
            return { id: next++, label, line };
          }),
        },
      };
    },
    goto(args) {
      const { targetId, threadId } = args as DebugProtocol.GotoArguments;
      const state = targets.get(targetId);
      if (state === undefined) {
        throw new DapError('stale-reference', `The target ${targetId} is none: ask for the targets again.`);
      }
      context.launched.assertRunsOn();
      context.stopped.cursor.assertEditable('state');
      return move(context, (debuggee) => debuggee.jumpTo(state), { told: { threadId } });
    },
  };
}

/** Where a line leads: the state of a step, or those that a return goes to. */
function statesAt(
  graph: WorkflowGraph,
  file: string,
  line: number,
): readonly { readonly state: string; readonly label: string }[] {
  const place = placeOf([graph], file, line);
  switch (place.type) {
    case 'enter':
      return [{ state: place.state, label: place.state }];
    case 'return': {
      const leading = graph.transitions.filter(
        ({ file: at, line: first, to }) =>
          realPath(at) === place.file && first === place.line && graph.states.some(({ id }) => id === to),
      );
      return [...new Set(leading.map(({ to }) => to))].map((state) => ({
        state,
        label: `${endName(state)} (where this return leads)`,
      }));
    }
    case 'inside':
    case 'nothing':
      return [];
    default:
      return place satisfies never;
  }
}
