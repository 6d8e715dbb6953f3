import { waitsOf } from '../language/waits.ts';
import type { WaitsBody } from '../model/history.ts';
import { framesBefore } from '../recording/cut.ts';
import type { Handlers } from './connection.ts';
import type { SessionContext } from './sessionContext.ts';

/** What the run waits for where the session stands, and the signals that it received later, to be offered again. */
export function waitRequests(context: SessionContext): Handlers {
  return {
    'backstep/waits'() {
      const { cursor } = context.launched;
      const { frames } = cursor.timeline;
      const taken = new Set(framesBefore(frames, cursor.cut));
      const later = frames.filter((frame) => !taken.has(frame));
      const body: WaitsBody = {
        waits: waitsOf(cursor.snapshot),
        received: later.flatMap(({ signals = [] }) => signals),
      };
      return { body };
    },
  };
}
