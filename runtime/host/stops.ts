import type { Path } from '../language/json.ts';
import type { StopSet } from '../model/hostProtocol.ts';
import type { Frame } from '../model/run.ts';
import { edgesTaken, statesEntered } from '../model/taken.ts';

/** Whether a frame ends at a place that the adapter asked about. */
export function shouldStop(stops: StopSet, frame: Frame): boolean {
  return (
    (stops.entering.length > 0 && statesEntered(frame).some((state) => stops.entering.includes(state))) ||
    stops.returns.includes(frame.at?.line ?? 0) ||
    (stops.transitions.length > 0 &&
      edgesTaken(frame).some((edge) =>
        stops.transitions.some(
          ({ from, to }) => (from === '*' || from === edge.from) && (to === '*' || to === edge.to),
        ),
      )) ||
    stops.writes.some(
      (path) => frame.branch === '' && frame.patches.some((patch) => touches(patch.path, path)),
    ) ||
    (stops.failures && hasFailed(frame)) ||
    (stops.spending && (frame.calls.length > 0 || frame.metrics.length > 0))
  );
}

/** An undo ends on the way to a failure that was told before. */
function hasFailed({ next, undoes, attempts }: Frame): boolean {
  return (next === '#failed' && !undoes) || attempts.some(({ error }) => error !== null);
}

/** A change at `user` touches `user.name`, and one at `user.name` touches `user`. */
function touches(changed: Path, path: Path): boolean {
  const shared = Math.min(changed.length, path.length);
  for (let i = 0; i < shared; i++) if (String(changed[i]) !== String(path[i])) return false;
  return true;
}
