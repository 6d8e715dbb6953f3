import type { StepRow } from '../../runtime/model/recorded.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { duration, stateName } from './legible.ts';

/** A transition in words: what was waited for, what ended a wait, and what was undone. */
export function transition({ state, next, asked, wake, undoes, error }: StepRow): string {
  const from = stateName(state);
  if (undoes) return error === null ? t('undo of {0}', from) : t('undo of {0}, which failed', from);
  const way = `${from} → ${stateName(next)}`;
  switch (wake?.type) {
    case 'signal':
      return t('{0} (signal {1})', way, visible(wake.signal, 60));
    case 'timeout':
      return t('{0} (no signal {1} in time)', way, visible(wake.signal, 60));
    case 'timer':
      return t('{0} (timer)', way);
    case 'join':
      return t('{0} (join)', way);
    case 'child':
      return t('{0} (child has ended)', way);
    default:
  }
  switch (asked?.type) {
    case 'signal':
      return t('{0} waits for the signal {1}', from, `"${visible(asked.name, 60)}"`);
    case 'time':
      return t('{0} sleeps {1}', from, duration(asked.ms));
    case 'branches':
      return t('{0} fans out to {1}', from, asked.count);
    case 'child':
      return t('{0} starts the child {1}', from, visible(asked.workflow, 60));
    default:
      return way;
  }
}
