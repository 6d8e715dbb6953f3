import type { FromWebview, ToWebview } from '../runtime/model/pageProtocol.ts';
import type { PositionBody } from '../runtime/model/position.ts';
import { createDetails } from './details/details.ts';
import { createHistory } from './history.ts';
import { createForks } from './timeline/forks.ts';
import { createTimeline } from './timeline/timeline.ts';

/** What is shown of a run below the picture: its timeline, and the step at which the session stands. */
export interface RunView {
  readonly elements: readonly HTMLElement[];
  readonly detailsOpen: boolean;
  /** Height of the details, in percent of the page. */
  readonly detailsShare: number | null;
  position(position: PositionBody | null): void;
  receive(message: RunMessage): void;
  focusTimeline(): void;
  zoomTimeline(how: 'fit' | 'in' | 'out'): void;
  /** False while the run has no kin. */
  focusForks(): boolean;
  toggleDetails(): void;
  resizeDetails(direction: 'grow' | 'shrink'): void;
  recolour(): void;
}

export type RunMessage = Extract<
  ToWebview,
  { readonly type: 'history' | 'step' | 'values' | 'family' | 'stream' }
>;

export interface RunViewEvents {
  post(message: FromWebview): void;
  detailsToggled(): void;
  detailsResized(): void;
}

export function createRunView(
  { post, detailsToggled, detailsResized }: RunViewEvents,
  share: number | null,
): RunView {
  const history = createHistory();
  const forks = createForks((run) => post({ type: 'openRun', run }));
  const timeline = createTimeline(forks.element, {
    travel: (k) => post({ type: 'travel', k }),
    toggleDetails: () => details.toggle(),
  });
  const details = createDetails(
    {
      resized: detailsResized,
      toggled() {
        askStep();
        detailsToggled();
      },
      copyCall: (k, index) => post({ type: 'copyCall', k, index }),
      editAnswer: (k, index) => post({ type: 'editAnswer', k, index }),
      openState: (step, against) => post({ type: 'openState', k: step.k, against, branch: step.branch }),
      openValue: (place, length) => post({ type: 'openValue', place, length }),
      editSession: () => post({ type: 'editSession' }),
      askValues: (step, path) => post({ type: 'values', k: step.k, path, branch: step.branch }),
      travel: (k) => post({ type: 'travel', k }),
    },
    share,
  );
  let position: PositionBody | null = null;
  /** The run whose kin was asked for, and where it stood: one that ends is told anew. */
  let kin = '';
  /** A page is on its way. */
  let asked = false;
  /** The step that is shown or on its way. */
  let step: { readonly run: string; readonly k: number } | null = null;

  const askHistory = () => {
    const from = history.missing();
    if (asked || from === null) return;
    asked = true;
    post({ type: 'history', from });
  };
  const askStep = () => {
    if (!details.open || !position || position.running) return;
    if (position.seq === 0) {
      step = null;
      details.step(null, false);
      return;
    }
    if (step?.run === position.run && step.k === position.seq) return;
    step = { run: position.run, k: position.seq };
    post({ type: 'step', k: position.seq });
  };
  const askFamily = () => {
    if (position?.running) return;
    const now = position ? `${position.run} ${position.state.startsWith('#')}` : '';
    if (now === kin) return;
    kin = now;
    if (position) post({ type: 'family' });
    else forks.family(null);
  };

  return {
    elements: [timeline.element, details.element],
    get detailsOpen() {
      return details.open;
    },
    get detailsShare() {
      return details.share;
    },
    position(next) {
      position = next;
      details.standing(next !== null);
      history.follow(next);
      timeline.steps(history.steps);
      timeline.position(next);
      forks.position(next);
      if (!next?.running) details.stream(null);
      askFamily();
      if (next === null) {
        asked = false;
        step = null;
        details.step(null, false);
      }
      askHistory();
      askStep();
    },
    receive(message) {
      switch (message.type) {
        case 'history':
          asked = false;
          if (message.page === null || !history.take(message.page)) return;
          timeline.steps(history.steps);
          askHistory();
          return;
        case 'step':
          if (message.details === null) step = null;
          else if (message.details.run === step?.run && message.details.k === step.k)
            details.step(message.details, position?.mode !== 'replay');
          return;
        case 'stream':
          details.stream(message.stream);
          return;
        case 'family':
          forks.family(message.family);
          return;
        case 'values':
          details.values(message.values);
          return;
        default:
          message satisfies never;
      }
    },
    focusTimeline: timeline.focus,
    zoomTimeline: timeline.zoom,
    focusForks: forks.focus,
    toggleDetails: details.toggle,
    resizeDetails: details.resize,
    recolour: timeline.recolour,
  };
}
