import type { PositionBody } from '../runtime/model/protocol.ts';
import { nameOf } from './caption.ts';
import { html, setText } from './element.ts';

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
        if (previous) say('The debug session ended');
        return;
      }
      if (position.running) {
        if (!previous?.running) say('Running');
        return;
      }
      const at = `Now in ${nameOf(position.state)}, step ${position.seq}`;
      say(position.mode === 'live' ? at : `${at} of ${position.head}, ${describeMode(position)}`);
    },
  };
}

/** Where the session stands in words; null when it is simply at its head. */
export function describePosition(position: PositionBody): string | null {
  const { seq, head, mode } = position;
  switch (mode) {
    case 'live':
      return null;
    case 'replay':
      return `Step ${seq} of ${head} · replay`;
    case 'following':
      return `In the past: step ${seq} of ${head} · forward follows the recording`;
    case 'forking':
      return `In the past: step ${seq} of ${head} · the next step starts a new run`;
    default:
      return mode satisfies never;
  }
}

function describeMode({ mode }: PositionBody): string {
  switch (mode) {
    case 'live':
      return 'live';
    case 'replay':
      return 'replay of a recording';
    case 'following':
      return 'forward follows the recording';
    case 'forking':
      return 'the next step starts a new run';
    default:
      return mode satisfies never;
  }
}
