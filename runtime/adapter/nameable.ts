import type { DebugProtocol } from '@vscode/debugprotocol';
import { conditionRemarks, type Nameable } from './conditionRemarks.ts';
import type { Wanted } from './point.ts';
import type { SessionContext } from './sessionContext.ts';

/** What conditions of a session may name; null before it is known what runs. */
async function nameableIn(context: SessionContext): Promise<Nameable | null> {
  if (context.debuggee === null) return null;
  const { cursor } = context.debuggee;
  const { file, workflow, states } = cursor.timeline.header;
  const names = context.namesOf({ branch: '', top: true, k: cursor.k });
  const { session } = cursor.snapshot;
  const { graphs } = await context.breakable(file);
  const own = graphs.find(({ name }) => name === workflow);
  return {
    names: [...new Set([...Object.keys(names), 'data', 'output', 'error'])],
    states: [...new Set([...states, ...graphs.flatMap((graph) => graph.states.map(({ id }) => id))])],
    session,
    written: (own?.states ?? []).flatMap(({ writes }) => writes.map((path) => path.split('.')[0] ?? '')),
    type: await context.graphs.sessionType(file, workflow),
  };
}

/** What is to be told of the condition of a breakpoint; empty where nothing is. */
export async function remarksOn(context: SessionContext, { condition = '' }: Wanted): Promise<string> {
  const known = condition.trim() === '' ? null : await nameableIn(context);
  return known === null ? '' : (await conditionRemarks(condition, known)).join(' ');
}

/** The same answers, each with what is to be told of its condition. Such a breakpoint is verified all the same. */
export function remarked(
  context: SessionContext,
  wanted: readonly Wanted[],
  answers: readonly DebugProtocol.Breakpoint[],
): Promise<DebugProtocol.Breakpoint[]> {
  return Promise.all(
    answers.map(async (answer, index) => {
      const asked = wanted[index];
      const message = answer.verified && asked ? await remarksOn(context, asked) : '';
      return message === '' ? answer : { ...answer, message };
    }),
  );
}
