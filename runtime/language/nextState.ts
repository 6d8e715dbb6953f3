import type { Directive } from './directive.ts';
import type { Instance } from './snapshot.ts';

/** What a frame names as its next state when what its step asked for takes its time. */
export const waitingState = '#waiting';

/** The state that a directive leads to: a member name, `#done`, `#failed` or `#waiting`. */
export function nextState(directive: Directive, opened: readonly Instance[] = []): string {
  switch (directive.directive) {
    case 'goto':
      return directive.state;
    case 'sleep':
    case 'child':
    case 'waitFor':
    case 'fanOut':
      return waitingState;
    case 'continueAs': {
      const [next] = opened;
      return next?.status === 'running' ? next.state : '#done';
    }
    case 'done':
      return '#done';
    case 'fail':
      return '#failed';
    default:
      return directive satisfies never;
  }
}
