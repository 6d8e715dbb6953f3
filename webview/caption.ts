import { inReadingOrder } from '../runtime/model/legible.ts';
import type { IconName } from './iconShape.ts';
import { visible } from './label.ts';
import type { PlanEdge } from './plan.ts';
import { t } from './text.ts';

/** What stands on an edge. */
export interface Caption {
  readonly icon: IconName | null;
  /** Empty when the edge needs no words. */
  readonly text: string;
}

interface Kind {
  /** Said on the edge where there is no guard; empty for kinds that the shapes at both ends explain. */
  readonly word: string;
  readonly icon: IconName | null;
  /** Completes "CHECKED to REFINED: …" for tooltips and screen readers. */
  readonly meaning: string;
}

export const edgeKinds: Readonly<Record<PlanEdge['kind'], Kind>> = {
  start: { word: '', icon: null, meaning: t('the run begins here') },
  goto: { word: '', icon: null, meaning: t('goes to') },
  'fan-out': { word: 'fan-out', icon: 'fanOut', meaning: t('runs a branch for each item') },
  join: { word: 'join', icon: 'join', meaning: t('when all branches have ended') },
  wait: { word: 'wait', icon: 'bell', meaning: t('waits for a signal') },
  timeout: { word: 'timeout', icon: 'clock', meaning: t('when the wait times out') },
  sleep: { word: 'sleep', icon: 'moon', meaning: t('after a while') },
  child: { word: 'child', icon: 'child', meaning: t('when the child workflow has ended') },
  error: { word: 'error', icon: 'zap', meaning: t('when the step throws') },
  compensate: { word: 'undo', icon: 'undo', meaning: t('undoes a finished step') },
  done: { word: '', icon: null, meaning: t('ends the run') },
  fail: { word: '', icon: null, meaning: t('fails the run') },
  observed: { word: 'observed', icon: 'eye', meaning: t('observed, not drawn in the source') },
};

export function captionOf({ kind, transition, part }: PlanEdge): Caption {
  const { word, icon } = edgeKinds[kind];
  // Its guard stands on the edge that leads into the frame.
  if (part === 'outOf') return { icon: kind === 'join' ? icon : null, text: kind === 'join' ? word : '' };
  const guard = visible(transition?.label ?? '', 200);
  const uncertain = transition?.certain === false;
  const text =
    guard || (part === 'whole' && transition?.child ? visible(transition.child.workflow, 60) : word);
  return { icon, text: uncertain ? (text ? `${text} ?` : '?') : text };
}

/** A map, since a state may be called `__proto__`. */
const endNames: ReadonlyMap<string, string> = new Map([
  ['#start', t('start')],
  ['#done', t('done')],
  ['#failed', t('failed')],
  ['#unknown', t('an unknown state')],
  ['#waiting', t('waiting')],
]);

/** A state's name, or a word for what is not a state, safe to show. */
export function nameOf(id: string): string {
  return endNames.get(id) ?? visible(id);
}

/** `A → B`, from left to right whatever the names are written in. */
export function transitionName(from: string, to: string): string {
  return inReadingOrder(`${nameOf(from)} → ${nameOf(to)}`);
}

/** An edge in one sentence. */
export function describeEdge(edge: PlanEdge): string {
  const label = visible(edge.transition?.label ?? '');
  const guard = label === '' ? [] : [underWhat(edge, label)];
  return [t('{0} to {1}', nameOf(edge.source), nameOf(edge.target)), ...guard, ...edgeFacts(edge)].join(', ');
}

/** The label as part of a sentence: that of a wait or a timer begins like one already, that of an undo names its method. */
function underWhat({ kind }: PlanEdge, label: string): string {
  if (kind === 'compensate') return t('by {0}', label);
  return /^(on|after) /.test(label) ? label : t('when {0}', label);
}

/** What is to be said of an edge beside its ends and its guard. */
export function edgeFacts({ kind, transition, part }: PlanEdge): string[] {
  const facts = kind === 'goto' ? [] : [edgeKinds[kind].meaning];
  if (transition?.child)
    facts.push(
      part === 'whole'
        ? t('runs {0}', visible(transition.child.workflow, 80))
        : t('runs {0}, which is open', visible(transition.child.workflow, 80)),
    );
  if (transition?.certain === false) facts.push(t('the target is a guess'));
  return facts;
}
