import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { runWithChaos } from '../../runtime/engine/chaos.ts';
import { virtualClock } from '../../runtime/engine/clock.ts';
import { type LocalBackend, localBackend } from '../../runtime/engine/localBackend.ts';
import { firstSnapshot, makeServices } from '../../runtime/engine/prepare.ts';
import { applyPatches, invertPatches } from '../../runtime/language/applyPatches.ts';
import { interpret } from '../../runtime/language/interpret.ts';
import type { Json } from '../../runtime/language/json.ts';
import { lineAt, openLines } from '../../runtime/language/line.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { Signal, Snapshot } from '../../runtime/language/snapshot.ts';
import { waitsOf } from '../../runtime/language/waits.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { Timeline } from '../../runtime/recording/timeline.ts';
import { asStored, timeless } from '../engine/runWorkflow.ts';
import { header } from '../recording/samples.ts';
import { type Plan, plan } from './randomPlan.ts';
import { RandomWorkflow } from './randomWorkflow.ts';

const manifest = manifestOf(RandomWorkflow);

interface Ran {
  readonly start: Snapshot;
  readonly frames: readonly Frame[];
  /** By the number of transitions taken. */
  readonly snapshots: ReadonlyMap<number, Snapshot>;
  readonly end: Snapshot;
}

/** Every third wait of the main line finds its signal there already. */
function sentBefore({ fuel }: Plan): readonly Signal[] {
  return Array.from({ length: fuel }, (_, n) => n)
    .filter((n) => n % 3 === 0)
    .map((n) => ({ name: `r:${n}`, payload: n, at: 0 }));
}

/**
 * Runs a plan from its start or from a snapshot, to its end. What waits for nothing but a signal gets it.
 *
 * @param kills - true kills the process at a point
 */
async function run(
  given: Plan,
  from: Snapshot | null = null,
  kills?: (point: number) => boolean,
): Promise<Ran> {
  const start =
    from ?? firstSnapshot(manifest, { input: { ...given } as unknown as Json, session: {}, config: {} }, 0);
  const frames: Frame[] = [];
  const snapshots = new Map([[start.seq, asStored(start)]]);
  const sent = new Set<string>();
  let last = start;
  let life: LocalBackend | null = null;
  const options = {
    run: 'test',
    manifest,
    services: makeServices(manifest),
    clock: virtualClock(start.now),
    signals: from === null ? sentBefore(given) : [],
    record: (frame: Frame) => void frames.push(asStored(frame)),
    boundary(snapshot: Snapshot) {
      last = snapshot;
      snapshots.set(snapshot.seq, asStored(snapshot));
    },
    onIdle(until: number | null) {
      if (until !== null) return;
      const wait = waitsOf(last).find(({ signal }) => signal !== null && !sent.has(signal));
      if (!wait?.signal) return;
      sent.add(wait.signal);
      life?.signal(wait.signal, `late ${wait.signal}`);
    },
  };
  if (kills) {
    const onLife = (born: LocalBackend): void => {
      life = born;
    };
    const { end } = await runWithChaos({ ...options, kills, onLife }, start);
    return { start, frames, snapshots, end };
  }
  life = localBackend(options);
  return { start, frames, snapshots, end: await interpret(manifest, life, start) };
}

/** All that a run came to but its times, and how many transitions its branches took before they were given up. */
function outcome(end: Snapshot): unknown {
  const { seq: _, signals, ...rest } = timeless(end);
  return { ...rest, signals: signals.map(({ name }) => name).sort() };
}

function timelineOf({ start: { workflow, version, input, config, session }, frames }: Ran): Timeline {
  const { start, states } = manifest;
  return new Timeline(
    header({ workflow, version, input, config, session, states, start, startedAt: 0 }),
    frames,
  );
}

const options = { numRuns: 40, endOnFailure: true };

test('a run that is rewound to any of its frames and goes on from there comes to the same', () =>
  fc.assert(
    fc.asyncProperty(plan, fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), async (given, places) => {
      const fresh = await run(given);
      assert.deepEqual(outcome((await run(given)).end), outcome(fresh.end));
      for (const place of places) {
        const k = place % (fresh.end.seq + 1);
        const from = fresh.snapshots.get(k) as Snapshot;
        const again = k === 0 ? await run(given) : await run(given, from);
        assert.deepEqual(outcome(again.end), outcome(fresh.end), `from ${k}`);
      }
    }),
    options,
  ));

test('what the frames of a recording fold to is what the run was', () =>
  fc.assert(
    fc.asyncProperty(plan, async (given) => {
      const ran = await run(given);
      const { snapshots } = ran;
      const timeline = timelineOf(ran);
      for (const [k, snapshot] of snapshots)
        assert.deepEqual(asStored(timeline.snapshotAt(k)), snapshot, `at ${k}`);
    }),
    options,
  ));

test('one branch that is rewound while the others stay comes to the same', () =>
  fc.assert(
    fc.asyncProperty(plan, fc.nat(), fc.nat(), fc.nat(), async (given, place, which, most) => {
      const fresh = await run(given);
      const within = [...fresh.snapshots].filter(([, snapshot]) => openLines(snapshot).length > 0);
      if (within.length === 0) return;
      const [seq, snapshot] = within[place % within.length] as (typeof within)[0];
      const open = openLines(snapshot);
      const line = open[which % open.length] as string;
      const taken = fresh.frames.filter((frame) => frame.seq <= seq && frame.branch === line).length;
      const kept = timelineOf(fresh).before({ seq, branches: { [line]: most % (taken + 1) } });
      const again = await run(given, kept.snapshotAt(kept.head));
      assert.deepEqual(outcome(again.end), outcome(fresh.end), `${line} at ${seq}`);
    }),
    options,
  ));

test('a run whose process is killed again and again comes to the same', () =>
  fc.assert(
    fc.asyncProperty(plan, fc.infiniteStream(fc.nat(4)), async (given, dice) => {
      const undisturbed = await run(given);
      const killed = await run(given, null, () => dice.next().value === 0);
      assert.deepEqual(outcome(killed.end), outcome(undisturbed.end));
    }),
    options,
  ));

test('every change of a session has an exact inverse', () =>
  fc.assert(
    fc.asyncProperty(plan, async (given) => {
      const { frames, snapshots } = await run(given);
      for (const { seq, branch, patches } of frames) {
        const before = lineAt(snapshots.get(seq - 1) as Snapshot, branch)?.instance.session as Json;
        const after = applyPatches(before, patches);
        assert.deepEqual(applyPatches(after, invertPatches(before, patches)), before);
      }
    }),
    options,
  ));
