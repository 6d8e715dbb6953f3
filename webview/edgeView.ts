import { createDot } from './breakpointDot.ts';
import { describeEdge } from './caption.ts';
import { setAttribute, setText, svg } from './element.ts';
import { dotRoom, dotSide, type EdgeFigure, foldSide, iconSize } from './figure.ts';
import type { Box, Point, Route } from './geometry.ts';
import { drawnIcon } from './icon.ts';
import { type EdgeMarks, sameBreakpoint } from './marks.ts';
import { describeBreakpoint } from './nodeWords.ts';
import type { PlanEdge } from './plan.ts';
import { middleOf, roundedPath, tipOf, withoutTip } from './route.ts';
import { headShape, tipLength } from './shape.ts';
import { describeSpending, sameSpending } from './spending.ts';
import { t } from './text.ts';

/** One edge of the picture: its line, the head of its arrow, and its label. */
export interface EdgeView {
  readonly element: SVGGElement;
  readonly edge: PlanEdge;
  readonly route: Route;
  /** Where the label is, in the picture's coordinates. */
  readonly label: Box;
  draw(edge: PlanEdge, figure: EdgeFigure): void;
  place(route: Route): void;
  /** On the way to a new place: no exact corners. */
  glide(points: readonly Point[], label: Point): void;
  mark(marks: EdgeMarks): void;
  /** Under the pointer and with the focus an edge says all its words and offers its breakpoint. */
  hover(on: boolean): void;
}

const unmarked: EdgeMarks = {
  count: 0,
  spending: null,
  heat: null,
  inside: 0,
  last: false,
  breakpoint: null,
};
const cornerRadius = 9;

export function createEdgeView(first: PlanEdge): EdgeView {
  const element = svg('g', {
    class: 'edge',
    tabindex: -1,
    role: 'img',
    'aria-roledescription': 'transition',
  });
  element.dataset['key'] = first.key;
  const target = svg('path', { class: 'edge-target' });
  const line = svg('path', { class: 'line' });
  const core = svg('path', { class: 'core' });
  const head = svg('path', { class: 'head' });
  const tag = createTag();
  element.append(target, line, core, head, tag.element);

  let edge = first;
  let figure: EdgeFigure | null = null;
  let route: Route = { key: first.key, points: [], label: null };
  let label: Box = { x: 0, y: 0, width: 0, height: 0 };
  let marks = unmarked;
  let hovered = false;

  const apply = () => {
    const { count, last, breakpoint } = marks;
    const classes = ['edge', `edge-${edge.kind}`, count > 0 || last ? 'visited' : 'unvisited'];
    if (edge.within !== null) classes.push('within');
    if (last) classes.push('last');
    if (marks.inside > 0) classes.push('busy');
    if (edge.transition?.certain === false) classes.push('uncertain');
    if (hovered) classes.push('looked-at');
    if (marks.heat !== null) classes.push('heated');
    element.style.setProperty('--heat', String(marks.heat ?? 0));
    setAttribute(element, 'class', classes.join(' '));
    const taken = count > 0 ? `, ${count === 1 ? t('taken once') : t('taken {0} times', count)}` : '';
    const spending = marks.spending ? describeSpending(marks.spending) : '';
    const spent = spending === '' ? '' : `, ${spending}`;
    const stop = breakpoint ? `, ${describeBreakpoint(breakpoint)}` : '';
    const inside = marks.inside > 0 ? `, ${t('the child runs')}` : '';
    const opens = figure?.folded ? `, ${t('press O to open the child')}` : '';
    const led = last ? `, ${t('led to the current state')}` : '';
    setAttribute(
      element,
      'aria-label',
      `${describeEdge(edge)}${taken}${spent}${led}${inside}${stop}${opens}`,
    );
    if (!figure) return;
    // Where the layout kept no room for words, they show only while somebody looks at this edge.
    const words = figure.reserved || hovered || last;
    const shown = words ? figure : { ...figure, icon: null, lines: [], textWidth: 0, folded: false };
    const dot = breakpoint ?? (hovered && edge.transition ? 'hint' : null);
    tag.show(shown, edge.kind === 'start' ? 0 : count, dot);
  };

  const paint = (path: string, points: readonly Point[]) => {
    setAttribute(target, 'd', path);
    setAttribute(line, 'd', path);
    setAttribute(core, 'd', path);
    const { tip, degrees } = tipOf(points);
    setAttribute(
      head,
      'transform',
      `translate(${round(tip.x)} ${round(tip.y)}) rotate(${Math.round(degrees)})`,
    );
  };

  return {
    element,
    get edge() {
      return edge;
    },
    get route() {
      return route;
    },
    get label() {
      return label;
    },
    draw(next, nextFigure) {
      edge = next;
      figure = nextFigure;
      setAttribute(head, 'd', headShape(next.kind));
      setAttribute(element, 'data-vscode-context', menuOf(next));
      apply();
    },
    place(next) {
      route = next;
      paint(roundedPath(withoutTip(next.points, tipLength(edge.kind)), cornerRadius), next.points);
      const { width = 0, height = 0 } = figure?.room ?? {};
      const middle = middleOf(next.points);
      label = next.label ?? { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
      tag.place(label);
    },
    glide(points, at) {
      paint(roundedPath(withoutTip(points, tipLength(edge.kind)), 0), points);
      tag.place(at);
    },
    mark(next) {
      const { spending, breakpoint } = marks;
      const plain = (['count', 'last', 'heat', 'inside'] as const).every(
        (name) => next[name] === marks[name],
      );
      marks = next;
      const same = plain && sameBreakpoint(next.breakpoint, breakpoint);
      if (!same || !sameSpending(next.spending, spending)) apply();
    },
    hover(on) {
      hovered = on;
      apply();
    },
  };
}

/** What VS Code's context menu on the edge is told. */
function menuOf({ key, transition, part, workflow, within }: PlanEdge): string {
  const subject = transition
    ? {
        webviewSection: within === null ? 'transition' : 'childTransition',
        from: transition.from,
        to: transition.to,
        file: transition.file,
        line: transition.line,
        workflow,
        key: part === 'outOf' ? key.slice(0, -1) : key,
        webviewChild: transition.child !== undefined && transition.child.file !== null,
      }
    : { webviewSection: 'edge' };
  return JSON.stringify({ ...subject, preventDefaultContextMenuItems: true });
}

/** An edge's label. Its parts keep their places when a count or a breakpoint appears. */
function createTag() {
  const back = svg('rect', { class: 'tag-back', rx: 3 });
  const words = svg('text', { class: 'tag-text' });
  const count = svg('text', { class: 'tag-count' });
  const element = svg('g', { class: 'tag' }, back, words, count);
  let picture: SVGPathElement | null = null;
  let pictureName = '';
  let written = '';
  const dot = createDot();
  let fold: SVGGElement | null = null;

  return {
    element,
    place({ x, y }: Point) {
      setAttribute(element, 'transform', `translate(${round(x)} ${round(y)})`);
    },
    show(
      { icon, lines, lineHeight, textWidth, folded, room }: EdgeFigure,
      taken: number,
      dotMark: EdgeMarks['breakpoint'] | 'hint',
    ) {
      const middle = room.height / 2;
      const wordsFrom = dotSide + (icon ? iconSize + 4 : 0);
      const silent = !icon && lines.length === 0 && !folded;
      if (pictureName !== (icon ?? '')) {
        picture?.remove();
        pictureName = icon ?? '';
        picture = icon ? drawnIcon(icon, dotSide, middle - iconSize / 2, iconSize) : null;
        if (picture) element.append(picture);
      }
      const text = lines.join('\n');
      if (text !== written) {
        written = text;
        const top = middle - ((lines.length - 1) * lineHeight) / 2;
        words.replaceChildren(
          ...lines.map((line, index) => svg('tspan', { x: wordsFrom, y: top + index * lineHeight }, line)),
        );
      }

      if (folded && !fold) {
        fold = svg('g', { class: 'fold' });
        fold.append(
          svg('rect', { class: 'fold-target', x: 0, y: 0, width: foldSide, height: room.height, rx: 3 }),
          svg('rect', { class: 'fold-box', x: 4, y: middle - 6, width: 12, height: 12, rx: 2 }),
          drawnIcon('plus', 5, middle - 5, 10),
        );
        element.append(fold);
      } else if (!folded && fold) {
        fold.remove();
        fold = null;
      }
      if (fold) setAttribute(fold, 'transform', `translate(${wordsFrom + textWidth - foldSide} 0)`);

      const times = taken > 0 ? `×${taken > 99_999 ? `${Math.floor(taken / 1000)}k` : taken}` : '';
      const countFrom = silent ? room.width / 2 : wordsFrom + textWidth + 5;
      setText(count, times);
      setAttribute(count, 'x', countFrom);
      setAttribute(count, 'y', middle);
      setAttribute(count, 'text-anchor', silent ? 'middle' : 'start');

      const countSpace = times ? times.length * 6.2 + 6 : 0;
      // Without words it lies on the line itself, or beside the count.
      const dotFrom = silent
        ? room.width / 2 - (times ? countSpace / 2 + dotRoom : dotRoom / 2 - 1)
        : dotSide - dotRoom;
      // What has the focus is framed with its breakpoint.
      const before = dotMark ? dotFrom : dotSide;
      const from = silent ? room.width / 2 - countSpace / 2 - 2 : before - 3;
      const width = silent ? countSpace + 4 : wordsFrom + textWidth + countSpace + 3 - from;
      const shown = !silent || times !== '';
      setAttribute(element, 'class', shown ? 'tag' : 'tag tag-empty');
      setAttribute(back, 'x', shown ? from : 0);
      setAttribute(back, 'width', shown ? width : room.width);
      setAttribute(back, 'y', 0);
      setAttribute(back, 'height', room.height);

      dot.show(element, dotMark, {
        x: dotFrom + dotRoom / 2 - 1,
        y: middle,
        radius: 4,
        target: { x: -1 - dotRoom / 2, y: -2 - middle, width: dotRoom, height: room.height + 4 },
      });
    },
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
