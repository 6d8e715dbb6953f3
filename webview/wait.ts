import { moment } from '../runtime/model/moment.ts';
import type { PositionBody } from '../runtime/model/position.ts';
import { visible } from './label.ts';
import { t } from './text.ts';

/** What a run waits for, in words: what takes it on, or what a step in flight asks a person; null when it does not wait. */
export function describeWait({ running, asks, signals = [], until }: PositionBody): string | null {
  if (asks !== undefined)
    return t('Waits for your decision about {0}: see the status bar', visible(asks, 60));
  if (running) return null;
  const end = until === undefined ? null : (moment(until) ?? t('a time too far away to tell'));
  if (signals.length === 0) return end === null ? null : t('Sleeps until {0}', end);
  const names = signals.map((name) => `"${visible(name, 60)}"`).join(', ');
  const what =
    signals.length === 1 ? t('Waits for the signal {0}', names) : t('Waits for the signals {0}', names);
  return end === null ? what : t('{0} until {1}', what, end);
}

/** Whether a person can send what the run waits for. */
export function takesSignal({ running, mode, signals = [] }: PositionBody): boolean {
  return !running && mode !== 'replay' && signals.length > 0;
}
