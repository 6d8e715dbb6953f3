/**
 * The interpreter: what a workflow means, on every backend.
 *
 * I1. It awaits nothing but the backend.
 * I2. There is one snapshot of the run; only `take` changes it, with one frame at a time, in the order in which the
 *     backend is told of them.
 * I3. A line that was given up takes no further frame: its sibling failed the fan-out.
 */
import { type Advancing, advance } from './advance.ts';
import type { Json } from './json.ts';
import { joinLine, lineAt } from './line.ts';
import type { Manifest } from './manifest.ts';
import type { Arm, Instance, Signal, Snapshot, Waiting } from './snapshot.ts';
import { requestAt, type StepRequest, stepOf } from './stepRequest.ts';
import { afterSignal, afterTimeout, afterTimer, joined, type Waking } from './waking.ts';

/** What a backend gives to the interpreter. The interpreter awaits nothing else. */
export interface Durable<F extends Advancing = Advancing> {
  /**
   * The line stands between two transitions: at its start (`frame` is null), or after one. A backend may keep frame and
   * snapshot, and may wait here: the line goes on when the promise resolves.
   */
  publish(snapshot: Snapshot, branch: string, frame: Numbered<F> | null): void | Promise<void>;
  /**
   * Runs a step with its retries, or answers from the memo when `name` is in it. Never rejects because user code threw:
   * that is a frame with `error`. Null when the line was given up meanwhile.
   */
  runStep(request: StepRequest): Promise<Taken<F> | null>;
  /** Makes the frame of a transition that no step takes. */
  wake(waking: Waking): F;
  /** Resolves at a time of the run's clock: true, or false when the line was given up. */
  sleep(until: number, branch: string, closed: AbortSignal | null): Promise<boolean>;
  /** Resolves when a signal of that name may have come, or when it is `until`; null when the line was given up. */
  waitForSignal(
    signal: string,
    until: number | null,
    branch: string,
    closed: AbortSignal | null,
  ): Promise<'signal' | 'timeout' | null>;
  /** Hands over the signals that were received since it was asked last. */
  received(): readonly Signal[];
  /** Runs the lines of a fan-out, at most so many at once. */
  all(lines: readonly (() => Promise<void>)[], concurrency: number): Promise<void>;
}

/** A new frame, and the session after it where the backend has that at hand. */
export interface Taken<F> {
  /** Made for this transition alone: the interpreter adds its place in the run, and the signals that it tells of. */
  readonly frame: F;
  readonly session?: Json;
  /** It is the memo's: it was published before. */
  readonly known?: true;
}

/** A frame with its place in the run. */
export type Numbered<F> = F & { readonly seq: number };

/**
 * Runs a workflow from a snapshot to its end. Every backend runs this same function, so that what a workflow means
 * cannot differ between them.
 */
export async function interpret<F extends Advancing>(
  manifest: Manifest,
  durable: Durable<F>,
  from: Snapshot,
): Promise<Snapshot> {
  let root = from;
  /** Signals that no frame tells of yet. */
  let arrived: readonly Signal[] = [];
  /** Signals that a line has taken, and that its frame will tell of in a moment. */
  const claimed = new WeakSet<Signal>();
  /** Lines may still be at work when another has thrown. */
  let over = false;
  const closing = new Map<string, AbortController>();

  function take({ frame: unplaced, session, known }: Taken<F>): void | Promise<void> {
    const signals = inbox();
    arrived = [];
    const place = signals.length === 0 ? { seq: root.seq + 1 } : { seq: root.seq + 1, signals };
    // A frame of the memo keeps the place that it has.
    const frame: Numbered<F> = known ? { ...place, ...unplaced } : Object.assign(unplaced, place);
    root = advance(root, frame, session);
    if (frame.branch !== '' && (frame.error !== null || frame.directive.directive === 'fail')) closeGivenUp();
    return durable.publish(root, frame.branch, known ? null : frame);
  }

  /** A branch that fails may end its siblings, and what is inside them. */
  function closeGivenUp(): void {
    for (const [id, controller] of closing) if (lineAt(root, id) === null) controller.abort();
  }

  function inbox(): readonly Signal[] {
    const received = durable.received();
    if (received.length > 0) arrived = [...arrived, ...received];
    return arrived;
  }

  async function walk(branch: string): Promise<void> {
    const controller = branch === '' ? null : new AbortController();
    if (controller) closing.set(branch, controller);
    const closed = controller?.signal ?? null;
    const begun = durable.publish(root, branch, null);
    if (begun) await begun;
    for (;;) {
      const line = lineAt(root, branch);
      if (line === null || line.instance.status === 'done' || line.instance.status === 'failed') break;
      const taken =
        line.type === 'workflow' && line.instance.status === 'waiting'
          ? await wait(line.instance, branch, closed)
          : await durable.runStep(requestAt(manifest, line, branch, closed));
      if (taken === null || over || lineAt(root, branch) === null) break;
      const published = take(taken);
      if (published) await published;
    }
    closing.delete(branch);
  }

  async function wait(
    instance: Waiting & Instance,
    branch: string,
    closed: AbortSignal | null,
  ): Promise<Taken<F> | null> {
    const { workflow, state, since, pending } = instance;
    const wake = (next: Next): Taken<F> => ({
      frame: durable.wake({ branch, workflow, state, since, ...next }),
    });
    switch (pending.type) {
      case 'timer':
        return (await durable.sleep(pending.until, branch, closed)) ? wake(afterTimer(instance)) : null;
      case 'signal':
        for (;;) {
          const signal = [...root.signals, ...inbox()].find(
            (sent) => sent.name === pending.signal && !claimed.has(sent),
          );
          if (signal) {
            claimed.add(signal);
            return wake(afterSignal(instance, signal));
          }
          const how = await durable.waitForSignal(pending.signal, pending.until, branch, closed);
          if (how === null) return null;
          if (how === 'timeout') return wake(afterTimeout(instance));
        }
      case 'branches': {
        const arms = pending.arms.flatMap((arm: Arm, index) =>
          arm.status === 'open' ? [joinLine(branch, `${instance.steps}.${index}`)] : [],
        );
        await durable.all(
          arms.map((id) => () => (lineAt(root, id) === null ? Promise.resolve() : walk(id))),
          pending.concurrency ?? arms.length,
        );
        return await afterInner(branch, wake);
      }
      case 'child':
        await walk(joinLine(branch, String(instance.steps)));
        return await afterInner(branch, wake);
      default:
        return pending satisfies never;
    }
  }

  /** The line stands once more before it joins what was inside it. */
  async function afterInner(branch: string, wake: (next: Next) => Taken<F>): Promise<Taken<F> | null> {
    if (lineAt(root, branch) === null) return null;
    const published = durable.publish(root, branch, null);
    if (published) await published;
    const line = lineAt(root, branch);
    if (line === null || line.instance.status !== 'waiting') return null;
    const { entry } = stepOf(manifest, line.instance, line.instance.state);
    const next = joined(line.instance, entry.onError);
    return next === null ? null : wake(next);
  }

  try {
    await walk('');
    return root;
  } finally {
    over = true;
  }
}

type Next = Pick<Waking, 'wake' | 'directive' | 'error'>;
