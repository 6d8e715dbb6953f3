import type { Spending } from '../runtime/model/heat.ts';
import { edgeFacts, guardOf, nameOf, transitionName } from './caption.ts';
import { html } from './element.ts';
import type { Box } from './geometry.ts';
import { icon } from './icon.ts';
import { visible } from './label.ts';
import type { EdgeMarks, NodeMarks } from './marks.ts';
import { describeBreakpoint, isEnd, standing, stateFacts } from './nodeWords.ts';
import type { PlanEdge, PlanNode } from './plan.ts';
import { roles } from './role.ts';
import { describeSpending } from './spending.ts';
import { t } from './text.ts';
import { duration, grouped } from './words.ts';

/** The box that tells all about what is under the pointer or has the focus, as the editor's own hovers do. */
export interface Hover {
  readonly element: HTMLElement;
  /** Shows after a moment, beside `place` (in the coordinates of the stage), where it hides least of the way on. */
  plan(content: () => readonly Node[], place: () => Box): void;
  hide(): void;
  /** What it tells may be another thing now. */
  refresh(): void;
  /** What it stood beside has moved away: it goes, but one that is only planned will know its place. */
  moved(): void;
}

const delay = 450;

export function createHover(stage: HTMLElement): Hover {
  const element = html('div', { class: 'hover overlay', role: 'tooltip' });
  element.hidden = true;
  let timer = 0;
  let told: { readonly content: () => readonly Node[]; readonly place: () => Box } | null = null;

  const show = (content: readonly Node[], place: Box) => {
    element.replaceChildren(...content);
    element.hidden = false;
    const room = stage.getBoundingClientRect();
    const own = element.getBoundingClientRect();
    const aside = place.x + place.width + 10;
    const below = place.y + place.height + 8;
    const fitsAside = aside + own.width + 8 <= room.width;
    const above = below + own.height + 8 > room.height;
    const left = fitsAside ? aside : Math.max(8, Math.min(place.x, room.width - own.width - 8));
    const top = fitsAside
      ? Math.max(8, Math.min(place.y, room.height - own.height - 8))
      : above
        ? Math.max(8, place.y - own.height - 8)
        : below;
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  };
  return {
    element,
    plan(content, place) {
      clearTimeout(timer);
      told = { content, place };
      timer = setTimeout(() => show(content(), place()), delay);
    },
    hide() {
      clearTimeout(timer);
      element.hidden = true;
    },
    refresh() {
      if (told && !element.hidden) show(told.content(), told.place());
    },
    moved() {
      element.hidden = true;
    },
  };
}

export function nodeDetails(node: PlanNode, marks: NodeMarks | undefined): Node[] {
  const { state } = node;
  const parts: Node[] = [
    html('div', { class: 'hover-title' }, node.id === '#start' ? t('Start of the run') : nameOf(node.id)),
  ];
  if (node.kind === 'frame')
    parts.push(line(t('A child workflow: O, or the button at its right, closes it')));
  if (node.kind === 'missing') parts.push(line(t('The workflow has no such state.')));
  if (node.kind === 'unknown') parts.push(line(t('The source does not say which state this is.')));
  if (isEnd(node)) parts.push(line(capital(t('end of the run'))));
  if (state) {
    parts.push(factTable(stateFacts(state)));
  }
  if (state && roles[node.role].words) parts.push(line(capital(roles[node.role].words)));
  if (marks && marks.visits > 0)
    parts.push(line(marks.visits === 1 ? t('Visited once') : t('Visited {0} times', grouped(marks.visits))));
  if (marks) for (const words of standing(marks)) parts.push(line(capital(words)));
  if (marks?.spending && describeSpending(marks.spending) !== '') parts.push(line(spent(marks.spending)));
  if (marks?.breakpoint) parts.push(line(capital(describeBreakpoint(marks.breakpoint))));
  for (const { severity, message } of node.problems.slice(0, 6)) {
    const mark = icon(severity, 14);
    mark.classList.add(`problem-${severity}`);
    parts.push(html('div', { class: 'hover-problem' }, mark, html('span', {}, visible(message))));
  }
  return parts;
}

export function edgeDetails(edge: PlanEdge, marks: EdgeMarks | undefined): Node[] {
  const parts: Node[] = [html('div', { class: 'hover-title' }, transitionName(edge.source, edge.target))];
  const rows: (readonly [string, string])[] = [];
  const { transition } = edge;
  const guard = guardOf(edge);
  if (guard !== '') rows.push(['when', guard]);
  for (const fact of edgeFacts(edge)) parts.push(line(capital(fact)));
  if (rows.length > 0) parts.push(factTable(rows));
  if (transition) parts.push(line(t('Line {0}', transition.line)));
  if (marks && marks.count > 0 && edge.kind !== 'start')
    parts.push(line(marks.count === 1 ? t('Taken once') : t('Taken {0} times', marks.count)));
  if (marks?.spending && describeSpending(marks.spending) !== '') parts.push(line(spent(marks.spending)));
  if (marks?.breakpoint) parts.push(line(capital(describeBreakpoint(marks.breakpoint))));
  return parts;
}

/** `Took 1.2 s, 340 tokens; 0.4 s each`; of what only waited, `Waited 3 d`. */
function spent(spending: Spending): string {
  const { count, ms } = spending;
  if (count === 0) return capital(describeSpending(spending));
  const each = count > 1 ? `; ${t('{0} each', duration(ms / count))}` : '';
  return `${t('Took {0}', describeSpending(spending))}${each}`;
}

function line(text: string): HTMLElement {
  return html('div', { class: 'hover-line' }, text);
}

/** Names and values under each other. */
export function factTable(rows: readonly (readonly [string, string])[]): HTMLElement {
  const list = html('dl', {});
  for (const [name, value] of rows) list.append(html('dt', {}, name), html('dd', {}, value));
  return list;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
