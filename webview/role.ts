import type { TransitionKind, WorkflowGraph } from '../runtime/model/graph.ts';
import type { IconName } from './iconShape.ts';
import { t } from './text.ts';

/** What a state is for, as its way in and its ways out show it. */
export type Role = 'waits' | 'fansOut' | 'child' | 'joins' | 'ends' | 'calls' | 'decides' | 'plain';

interface Description {
  readonly icon: IconName;
  /** Said of the state to screen readers and in its hover; empty where there is nothing to say. */
  readonly words: string;
}

export const roles: Readonly<Record<Role, Description>> = {
  waits: { icon: 'bell', words: t('can wait') },
  fansOut: { icon: 'fanOut', words: t('opens branches') },
  child: { icon: 'child', words: t('runs a child workflow') },
  joins: { icon: 'join', words: t('joins branches') },
  ends: { icon: 'check', words: t('ends the run') },
  calls: { icon: 'spark', words: t('calls services') },
  decides: { icon: 'decide', words: t('decides where to go') },
  plain: { icon: 'plain', words: '' },
};

/** The role of every state. Where several fit, the rarer one says more. */
export function rolesOf({ states, transitions }: WorkflowGraph): ReadonlyMap<string, Role> {
  const out = new Map<string, Set<TransitionKind>>();
  const targets = new Map<string, Set<string>>();
  const joins = new Set<string>();
  for (const { from, to, kind } of transitions) {
    if (kind === 'join') joins.add(to);
    if (kind === 'error' || kind === 'compensate') continue;
    out.set(from, (out.get(from) ?? new Set()).add(kind));
    targets.set(from, (targets.get(from) ?? new Set()).add(to));
  }
  return new Map(
    states.map(({ id, calls }) => {
      const kinds = out.get(id) ?? new Set();
      const leads = targets.get(id) ?? new Set();
      if (kinds.has('wait') || kinds.has('sleep')) return [id, 'waits'];
      if (kinds.has('fan-out')) return [id, 'fansOut'];
      if (kinds.has('child')) return [id, 'child'];
      if (joins.has(id)) return [id, 'joins'];
      if (leads.size === 1 && kinds.has('done')) return [id, 'ends'];
      if (calls.length > 0) return [id, 'calls'];
      return [id, leads.size > 1 ? 'decides' : 'plain'];
    }),
  );
}
