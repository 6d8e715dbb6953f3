import type { StepOutline } from '../../runtime/model/history.ts';
import { nameOf } from '../caption.ts';
import { visible } from '../label.ts';
import { spendingOfStep } from '../spending.ts';
import { t } from '../text.ts';
import { amount, counted, duration, money } from '../words.ts';
import { type Part, partWords } from './parts.ts';

/** A step in one sentence, for screen readers. */
export function describeStep(step: StepOutline, parts: readonly Part[]): string {
  return [
    t('{0} to {1}', nameOf(step.state), nameOf(step.next)),
    ...factsOf(step, parts).map(([name, value]) => `${name} ${value}`),
  ].join(', ');
}

/** What there is to say of a step, name by name. */
export function factsOf(
  step: StepOutline,
  parts: readonly Part[],
): (readonly [name: string, value: string])[] {
  const facts: (readonly [string, string])[] = [];
  // A wait is told as what it is.
  if (step.waitedMs === 0) facts.push([t('took'), duration(step.durationMs)]);
  if (step.workflow !== null) facts.push([t('child'), visible(step.workflow, 80)]);
  if (step.branch !== '') facts.push([t('branch'), visible(step.branch, 60)]);
  const failed = step.attempts.filter(({ failed }) => failed).length;
  if (step.attempts.length > 1)
    facts.push([t('attempts'), t('{0}, {1} failed', step.attempts.length, failed)]);
  for (const { kind, ms } of totals(parts))
    if (kind !== 'own' || parts.length > 1) facts.push([partWords[kind], duration(ms)]);
  if (step.calls.length > 0) facts.push([t('calls'), callsOf(step)]);
  const { tokens, cost } = spendingOfStep(step);
  if (tokens > 0) facts.push([t('tokens'), amount(tokens)]);
  if (cost > 0) facts.push([t('cost'), money(cost)]);
  if (step.wake !== null) facts.push([t('woken by'), visible(step.wake, 120)]);
  if (step.signals.length > 0)
    facts.push([t('received'), step.signals.map((name) => visible(name, 60)).join(', ')]);
  if (step.undoes) facts.push([t('undoes'), nameOf(step.state)]);
  if (step.edits > 0) facts.push([t('before it'), counted(step.edits, 'edit')]);
  if (step.error !== null) facts.push([t('failed'), visible(step.error, 200)]);
  return facts;
}

function callsOf({ calls }: StepOutline): string {
  const shown = calls.slice(0, 4).map(({ name, failed, reused }) => {
    const note = failed ? ` (${t('failed')})` : reused ? ` (${t('reused')})` : '';
    return `${visible(name, 60)}${note}`;
  });
  return calls.length > 4 ? t('{0} and {1} more', shown.join(', '), calls.length - 4) : shown.join(', ');
}

function totals(parts: readonly Part[]): Part[] {
  const sums = new Map<Part['kind'], number>();
  for (const { kind, ms } of parts) sums.set(kind, (sums.get(kind) ?? 0) + ms);
  return [...sums].map(([kind, ms]) => ({ kind, ms }));
}
