import { lineAt } from '../language/line.ts';
import { type Wait, waitsOf } from '../language/waits.ts';
import type { WaitsBody } from '../model/history.ts';
import type { ValueType } from '../model/valueType.ts';
import { framesBefore } from '../recording/cut.ts';
import type { Handlers } from './connection.ts';
import type { SessionContext } from './sessionContext.ts';

/** What the run waits for where the session stands, and the signals that it received later, to be offered again. */
export function waitRequests(context: SessionContext): Handlers {
  return {
    async 'backstep/waits'() {
      const { cursor } = context.launched;
      const { frames } = cursor.timeline;
      const taken = new Set(framesBefore(frames, cursor.cut));
      const later = frames.filter((frame) => !taken.has(frame));
      const received = later.flatMap(({ signals = [] }) => signals);
      const waits = await Promise.all(
        waitsOf(cursor.snapshot).map(async (wait) => ({ ...wait, payload: await payloadOf(context, wait) })),
      );
      return { body: { waits, received } satisfies WaitsBody };
    },
  };
}

/** What a wait's signal is to bring: the data of the step that it leads to, or the `payload` in it where the wait carries data. */
async function payloadOf(context: SessionContext, { branch }: Wait): Promise<ValueType | null> {
  const line = lineAt(context.launched.cursor.snapshot, branch);
  if (line?.type !== 'workflow' || line.instance.status !== 'waiting') return null;
  const { workflow, pending } = line.instance;
  if (pending.type !== 'signal') return null;
  const graphOf = await context.graphsOfRun();
  const step = graphOf(workflow)?.states.find(({ id }) => id === pending.then);
  if (!step?.handler) return null;
  const type = await context.graphs.dataType(step.file, workflow, step.handler);
  if (type === null || pending.data === null) return type;
  return type.type === 'object' ? (type.members['payload']?.value ?? null) : null;
}
