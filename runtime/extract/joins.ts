import type { Transition } from '../model/graph.ts';
import { either } from './mergedTransitions.ts';
import type { FanOut } from './transitions.ts';

/**
 * What ends a branch leads to the join: where a state is only ever entered as a branch, its `done` is no end of the run.
 */
export function joined(
  transitions: readonly Transition[],
  fanOuts: readonly FanOut[],
  start: string | null,
): readonly Transition[] {
  if (fanOuts.length === 0) return transitions;
  const branches = new Map<string, FanOut[]>();
  for (const one of fanOuts) branches.set(one.branch, [...(branches.get(one.branch) ?? []), one]);
  const alsoEntered = new Set(transitions.filter(({ kind }) => kind !== 'fan-out').map(({ to }) => to));
  const all = transitions.flatMap((one) => {
    const asBranch = branches.get(one.from);
    const ends =
      one.kind === 'done' || (one.kind === 'fail' && asBranch?.some(({ collects }) => collects !== 'never'));
    if (!asBranch || !ends) return [one];
    const joining = one.kind === 'fail' ? asBranch.filter(({ collects }) => collects !== 'never') : asBranch;
    const joins = [...new Set(joining.flatMap(({ joins }) => joins))];
    const ways = joins.map((to) => ({ ...one, to, kind: 'join' as const }));
    const endsRun =
      alsoEntered.has(one.from) ||
      one.from === start ||
      (one.kind === 'fail' && asBranch.some(({ collects }) => collects !== 'always'));
    return endsRun ? [one, ...ways] : ways;
  });
  return withoutRepeats(all);
}

/** A `done` and a `fail` of one `return` may lead to the same join. */
function withoutRepeats(transitions: readonly Transition[]): readonly Transition[] {
  const seen = new Map<string, Transition>();
  for (const one of transitions) {
    const key = `${one.from}\0${one.to}\0${one.kind}\0${one.file}\0${one.line}\0${one.column}`;
    const before = seen.get(key);
    seen.set(key, before ? { ...before, label: either(before.label, one.label) } : one);
  }
  return [...seen.values()];
}
