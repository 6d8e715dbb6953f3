import { runWithChaos } from '../../runtime/engine/chaos.ts';
import { virtualClock } from '../../runtime/engine/clock.ts';
import type { LocalBackend } from '../../runtime/engine/localBackend.ts';
import { firstSnapshot, makeServices } from '../../runtime/engine/prepare.ts';
import type { Json } from '../../runtime/language/json.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { Snapshot } from '../../runtime/language/snapshot.ts';
import { waitsOf } from '../../runtime/language/waits.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { asStored } from '../engine/runWorkflow.ts';
import type { Backend, Ran, Scenario } from './scenario.ts';

/** The local engine; `kills` says at which of its kill points the process dies. */
export function localEngine(
  name: string,
  kills: (point: number) => boolean,
): Backend & { lastKills: number } {
  const backend = {
    name,
    lastKills: 0,
    async run(scenario: Scenario): Promise<Ran> {
      const manifest = manifestOf(scenario.workflow);
      const start = firstSnapshot(manifest, { input: scenario.input ?? null, session: {}, config: {} }, 0);
      const clock = virtualClock(start.now);
      const frames: Frame[] = [];
      const unsent = [...(scenario.whenIdle ?? [])];
      let life: LocalBackend | null = null;
      let last: Snapshot = start;
      let giveUp = (): void => undefined;
      const idle = new Promise<null>((resolve) => {
        giveUp = () => resolve(null);
      });
      const run = runWithChaos(
        {
          run: 'test',
          manifest,
          services: makeServices(manifest),
          clock,
          signals: (scenario.before ?? []).map((signal) => ({ ...signal, at: 0 })),
          kills,
          record: (frame) => void frames.push(asStored(frame)),
          boundary(snapshot) {
            // Only what survives JSON survives a process.
            assertStored(snapshot);
            last = snapshot;
          },
          onIdle(until) {
            const next = unsent.shift();
            if (next) life?.signal(next.name, next.payload);
            else if (until === null) giveUp();
          },
          onLife: (born) => {
            life = born;
          },
        },
        start,
      );
      const ended = await Promise.race([run, idle]);
      backend.lastKills = ended?.kills ?? 0;
      const end = ended?.end ?? last;
      return { frames, end: endOf(end), session: end.session, passed: end.now };
    },
  };
  return backend;
}

function assertStored(snapshot: Snapshot): void {
  const stored = JSON.stringify(snapshot);
  if (JSON.stringify(JSON.parse(stored)) !== stored) throw new Error('A snapshot does not survive JSON.');
}

function endOf(snapshot: Snapshot): Json {
  switch (snapshot.status) {
    case 'done':
      return { done: snapshot.output };
    case 'failed':
      return { failed: snapshot.error.message };
    case 'waiting':
      return { waiting: waitsOf(snapshot)[0]?.signal ?? null };
    case 'running':
      return { running: snapshot.state };
    default:
      return snapshot satisfies never;
  }
}
