import { virtualClock } from '../../runtime/engine/clock.ts';
import { localBackend } from '../../runtime/engine/localBackend.ts';
import { firstSnapshot, makeServices } from '../../runtime/engine/prepare.ts';
import { interpret } from '../../runtime/language/interpret.ts';
import type { Json } from '../../runtime/language/json.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { Snapshot } from '../../runtime/language/snapshot.ts';
import type { Frame } from '../../runtime/model/run.ts';

/** A run with everything that it passed through; what it passed through went through JSON and back. */
export interface Ran {
  readonly end: Snapshot;
  readonly frames: readonly Frame[];
  /** One before each step, and the end. */
  readonly snapshots: readonly Snapshot[];
}

/** Through JSON and back; stacks are left out, which tell of the test that ran. */
export function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, child: unknown) => (key === 'stack' ? null : child))) as T;
}

/** Without the times, which no two runs share. */
export function timeless<T>(value: T): T {
  const times = new Set(['now', 'since', 'until', 'at', 'startedAt', 'durationMs', 'startedMs', 'atMs']);
  return JSON.parse(
    JSON.stringify(asStored(value), (key, child: unknown) => (times.has(key) ? 0 : child)),
  ) as T;
}

/** Runs a workflow to its end, or on from a snapshot. */
export async function runWorkflow(
  workflowClass: new () => object,
  input: Json = null,
  from: Snapshot | null = null,
): Promise<Ran> {
  const manifest = manifestOf(workflowClass);
  const start = from ?? firstSnapshot(manifest, { input, session: {}, config: {} }, 0);
  const frames: Frame[] = [];
  const snapshots: Snapshot[] = [];
  const backend = localBackend({
    run: 'test',
    manifest,
    services: makeServices(manifest),
    record: (frame) => void frames.push(asStored(frame)),
    boundary: (snapshot) => void snapshots.push(asStored(snapshot)),
    clock: virtualClock(start.now),
  });
  const end = await interpret(manifest, backend, start);
  return { end, frames, snapshots };
}
