import type { PositionBody } from '../runtime/model/position.ts';
import { nameOf } from './caption.ts';
import { html, setText } from './element.ts';
import { visible } from './label.ts';
import { t } from './text.ts';
import { describeWait } from './wait.ts';

/** Tells screen readers where the session stands: at every stop, and once when it starts to run. */
export interface Announcer {
  readonly element: HTMLElement;
  position(position: PositionBody | null): void;
  say(text: string): void;
}

export function createAnnouncer(): Announcer {
  const element = html('div', { class: 'for-screen-readers', role: 'status', 'aria-live': 'polite' });
  let before: PositionBody | null = null;
  const say = (text: string) => setText(element, text);
  return {
    element,
    say,
    position(position) {
      const previous = before;
      before = position;
      if (!position) {
        if (previous) say(t('The debug session ended'));
        return;
      }
      if (position.running) {
        const asks = describeWait(position);
        if (asks !== null) say(asks);
        else if (!previous?.running) say(t('Running'));
        return;
      }
      const at = t('Now in {0}, step {1}', nameOf(position.state), position.seq);
      const where =
        position.mode === 'live' ? at : t('{0} of {1}, {2}', at, position.head, describeMode(position));
      const waits = describeWait(position);
      say(waits === null ? where : `${where}. ${waits}`);
    },
  };
}

/** Where the session stands in words; null when it is simply at its head. */
export function describePosition(position: PositionBody): string | null {
  const { seq, head, mode, edited = [] } = position;
  switch (mode) {
    case 'live':
      return null;
    case 'replay':
      return t('Step {0} of {1} · replay', seq, head);
    case 'following':
      return t('In the past: step {0} of {1} · forward follows the recording', seq, head);
    case 'forking': {
      const next = t('In the past: step {0} of {1} · the next step starts a new run', seq, head);
      return edited.length === 0 ? next : `${next} · ${describeEdits(edited)}`;
    }
    default:
      return mode satisfies never;
  }
}

function describeEdits([first = '', ...more]: readonly string[]): string {
  const name = visible(first, 60);
  return more.length === 0 ? t('{0} edited', name) : t('{0} and {1} more edited', name, more.length);
}

function describeMode({ mode }: PositionBody): string {
  switch (mode) {
    case 'live':
      return 'live';
    case 'replay':
      return t('replay of a recording');
    case 'following':
      return t('forward follows the recording');
    case 'forking':
      return t('the next step starts a new run');
    default:
      return mode satisfies never;
  }
}
