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
  wait: { word: 'wait', icon: 'bell', meaning: t('on a signal, after a wait') },
  timeout: { word: 'timeout', icon: 'clock', meaning: t('when the wait times out') },
  sleep: { word: 'sleep', icon: 'moon', meaning: t('after a while') },
  child: { word: 'child', icon: 'child', meaning: t('when the child workflow has ended') },
  error: { word: 'error', icon: 'zap', meaning: t('when the step throws') },
  compensate: { word: 'undo', icon: 'undo', meaning: t('the step is undone when the run fails') },
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
  const guard = guardOf(edge);
  const ends = t('{0} to {1}', nameOf(edge.source), nameOf(edge.target));
  return [ends, ...(guard === '' ? [] : [t('when {0}', guard)]), ...edgeFacts(edge)].join(', ');
}

/** What must hold for an edge to be taken, as it is written in the source; empty where its label says something else. */
export function guardOf(edge: PlanEdge): string {
  return labelMeaning(edge) === null ? visible(edge.transition?.label ?? '') : '';
}

/** The label of what is returned where an error was caught. */
const caught = /^on error$/;

/** What a label means that is no guard: the signal or the time of a wait, the method of an undo, an error that was caught. */
function labelMeaning({ kind, transition }: PlanEdge): string | null {
  const label = transition?.label ?? '';
  // A guard takes the place of a signal's name, and where both read alike the guard is the likelier.
  if (caught.test(label)) return t('when an error was caught');
  const named = (beginning: string): string | null =>
    label.startsWith(beginning) ? visible(label.slice(beginning.length)) : null;
  const signal = kind === 'wait' ? named('on ') : null;
  if (signal !== null) return t('on the signal {0}, after a wait', signal);
  const time = kind === 'timeout' || kind === 'sleep' ? named('after ') : null;
  if (time !== null)
    return kind === 'sleep'
      ? t('when {0} have passed', time)
      : t('when {0} have passed without the signal', time);
  if (kind === 'compensate' && label !== '')
    return t('{0} undoes the step when the run fails', `${visible(label)}()`);
  return null;
}

/** What is to be said of an edge beside its ends and its guard. */
export function edgeFacts(edge: PlanEdge): string[] {
  const { kind, transition, part } = edge;
  const said = labelMeaning(edge);
  const isCaught = caught.test(transition?.label ?? '');
  const saysAll = said !== null && !isCaught && ['wait', 'timeout', 'sleep', 'compensate'].includes(kind);
  const facts = said === null ? [] : [said];
  if (kind !== 'goto' && !saysAll) facts.push(edgeKinds[kind].meaning);
  if (transition?.child)
    facts.push(
      part === 'whole'
        ? t('runs {0}', visible(transition.child.workflow, 80))
        : t('runs {0}, which is open', visible(transition.child.workflow, 80)),
    );
  if (transition?.certain === false) facts.push(t('the target is a guess'));
  return facts;
}
