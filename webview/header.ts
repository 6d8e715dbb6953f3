import type { Problem, WorkflowGraph } from '../runtime/model/graph.ts';
import { html, setText } from './element.ts';
import { icon } from './icon.ts';
import type { IconName } from './iconShape.ts';
import { visible } from './label.ts';
import { t } from './text.ts';
import { grouped } from './words.ts';

/** The bar above the picture: which workflow, how large, what is wrong with it, and the ways to look at it. */
export interface Header {
  readonly element: HTMLElement;
  graph(graph: WorkflowGraph | null, workflows: readonly string[]): void;
  zoom(zoom: number): void;
  /** How far the run is; null where a banner says it or there is no session. */
  step(seq: number | null): void;
  /** Whether all runs are shown. */
  heated(on: boolean): void;
  /** Whether code runs right now. */
  running(on: boolean): void;
}

export interface HeaderEvents {
  choose(workflow: string): void;
  find(): void;
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  heat(): void;
  showProblem(problem: Problem): void;
}

export function createHeader(events: HeaderEvents): Header {
  const title = html('span', { class: 'title' });
  const select = html('select', { class: 'workflows', 'aria-label': t('Workflow') });
  const extent = html('span', { class: 'extent' });
  const step = html('span', { class: 'step' });
  step.hidden = true;
  const problems = html('button', { class: 'problems', type: 'button' });
  const scale = html('span', { class: 'scale' });
  const fit = button('fit', t('Show the whole graph (0)'), events.fit);
  const heat = button('heat', t('Show or hide the heat map of all runs (H)'), events.heat);
  heat.setAttribute('aria-pressed', 'false');
  const element = html(
    'div',
    { class: 'header', role: 'toolbar', 'aria-label': t('State graph') },
    title,
    select,
    extent,
    problems,
    step,
    html('span', { class: 'space' }),
    heat,
    button('search', t('Find a state (/)'), events.find),
    button('minus', t('Zoom out (-)'), events.zoomOut),
    scale,
    button('plus', t('Zoom in (+)'), events.zoomIn),
    fit,
  );
  const progress = html(
    'div',
    { class: 'progress', 'aria-hidden': 'true' },
    html('div', { class: 'progress-bit' }),
  );
  const whole = html('div', { class: 'header-area' }, element, progress);
  select.addEventListener('change', () => events.choose(names[select.selectedIndex] ?? ''));
  problems.addEventListener('click', () => {
    const first = shown && firstProblem(shown.problems);
    if (first) events.showProblem(first);
  });
  let names: readonly string[] = [];
  let shown: WorkflowGraph | null = null;

  return {
    element: whole,
    graph(graph, workflows) {
      names = workflows;
      shown = graph;
      select.hidden = workflows.length < 2;
      title.hidden = workflows.length >= 2 || graph === null;
      setText(title, graph ? visible(graph.name, 80) : '');
      title.title = graph ? visible(graph.name) : '';
      select.replaceChildren(
        ...workflows.map((name, index) => html('option', { value: index }, visible(name, 80))),
      );
      select.selectedIndex = graph ? workflows.indexOf(graph.name) : -1;
      setText(extent, graph ? extentOf(graph) : '');
      showProblems(problems, graph);
    },
    zoom(zoom) {
      setText(scale, zoom < 0.005 ? '<1%' : `${Math.round(zoom * 100)}%`);
    },
    step(seq) {
      step.hidden = seq === null;
      setText(step, seq === null ? '' : t('Step {0}', grouped(seq)));
    },
    heated(on) {
      heat.setAttribute('aria-pressed', String(on));
    },
    running(on) {
      whole.classList.toggle('running', on);
    },
  };
}

function firstProblem(problems: readonly Problem[]): Problem | undefined {
  for (const severity of ['error', 'warning', 'information']) {
    const found = problems.find((problem) => problem.severity === severity);
    if (found) return found;
  }
  return undefined;
}

export function button(name: IconName, label: string, press: () => void): HTMLButtonElement {
  const element = html(
    'button',
    { class: 'tool', type: 'button', title: label, 'aria-label': label },
    icon(name),
  );
  element.addEventListener('click', press);
  return element;
}

function showProblems(element: HTMLButtonElement, graph: WorkflowGraph | null): void {
  const counts = { error: 0, warning: 0, information: 0 };
  for (const { severity } of graph?.problems ?? []) counts[severity]++;
  const shown = (['error', 'warning', 'information'] as const).filter((severity) => counts[severity] > 0);
  element.hidden = shown.length === 0;
  element.replaceChildren(
    ...shown.flatMap((severity, index) => {
      const mark = icon(severity, 14);
      mark.classList.add(`problem-${severity}`);
      const [number = '', word = ''] = count(
        counts[severity],
        severity === 'information' ? 'remark' : severity,
      ).split(' ');
      // Read out as one sentence, of which the numbers are seen.
      const rest = index < shown.length - 1 ? `${word}, ` : t('{0}: show the first one', word);
      return [mark, html('span', {}, number), html('span', { class: 'for-screen-readers' }, ` ${rest}`)];
    }),
  );
  element.title = t('Show the first problem');
}

/** An undo is drawn as an edge, but is no transition of its state: the step that failed leads to it. */
export function extentOf({ states, transitions }: WorkflowGraph): string {
  const undos = transitions.filter(({ kind }) => kind === 'compensate').length;
  const parts = [count(states.length, 'state'), count(transitions.length - undos, 'transition')];
  return [...parts, ...(undos === 0 ? [] : [count(undos, 'undo')])].join(', ');
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
