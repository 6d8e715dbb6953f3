import { createDot } from './breakpointDot.ts';
import { setAttribute, setText, svg } from './element.ts';
import { endArrowX, gutter, type NodeFigure } from './figure.ts';
import type { Box, Point } from './geometry.ts';
import { type NodeMarks, sameBreakpoint } from './marks.ts';
import { createBadge, createChip, createHeatBar, insideWords } from './nodeBadges.ts';
import { nodeShape } from './nodeShape.ts';
import { describeNode, isEnd } from './nodeWords.ts';
import type { PlanNode } from './plan.ts';
import { sameSpending, shortSpending } from './spending.ts';
import { t } from './text.ts';

/** One node of the picture. */
export interface NodeView {
  readonly element: SVGGElement;
  readonly node: PlanNode;
  readonly box: Box;
  draw(node: PlanNode, figure: NodeFigure): void;
  place(at: Point): void;
  mark(marks: NodeMarks): void;
  /** Under the pointer and with the focus a node offers its breakpoint. */
  hover(on: boolean): void;
}

const unmarked: NodeMarks = {
  visits: 0,
  spending: null,
  heat: null,
  branches: 0,
  inside: [],
  current: null,
  visited: false,
  breakpoint: null,
};

/** The arrow that points at the current line in VS Code's own gutter. */
const arrowShape =
  'M-7.5-6H1.2a2 2 0 0 1 1.5.7L7.5 0 2.7 5.3a2 2 0 0 1-1.5.7H-7.5a1.5 1.5 0 0 1-1.5-1.5v-9a1.5 1.5 0 0 1 1.5-1.5z';

export function createNodeView(first: PlanNode): NodeView {
  const isFrame = first.kind === 'frame';
  const element = svg('g', {
    class: 'node',
    tabindex: -1,
    role: 'img',
    'aria-roledescription': isFrame ? t('child workflow') : t('state'),
  });
  element.dataset['key'] = first.key;
  let node = first;
  let box: Box = { x: 0, y: 0, width: 0, height: 0 };
  let marks = unmarked;
  let drawn = '';
  let hovered = false;
  const badge = createBadge();
  const branches = createChip('branches');
  const inside = createChip('inside');
  const heat = createHeatBar();
  const dot = createDot();
  let arrow: SVGPathElement | null = null;
  let method = '';
  let subtitle: Element | null = null;

  const draw = (next: PlanNode, figure: NodeFigure) => {
    node = next;
    const { width, height } = figure;
    box = { ...box, width, height };
    const signature = JSON.stringify([next.kind, next.problems.map(({ severity }) => severity), figure]);
    if (signature !== drawn) {
      drawn = signature;
      element.replaceChildren(
        ...nodeShape(next, figure).map(({ name, attributes, text }) =>
          svg(name, attributes, ...(text === undefined ? [] : [text])),
        ),
      );
      arrow = null;
      for (const mark of [dot, badge, branches, inside, heat]) mark.forget();
      method = figure.subtitle;
      subtitle = element.querySelector('.handler');
      apply();
    }
    setAttribute(element, 'data-vscode-context', menuOf(next));
    describe();
  };

  const apply = () => {
    const { visits, current, visited, breakpoint } = marks;
    const classes = ['node', `node-${node.kind}`];
    if (current) classes.push('current', `current-${current}`);
    classes.push(visited ? 'visited' : 'unvisited');
    if (node.state && node.state.handler === null) classes.push('without-step');
    const shown = breakpoint ?? (hovered && node.kind === 'state' ? 'hint' : null);
    if (!isFrame && (shown || current)) classes.push('marked');
    if (marks.spending && node.state) classes.push('spent');
    if (marks.heat !== null) classes.push('heated');
    element.style.setProperty('--heat', `${Math.round((marks.heat ?? 0) * 100)}%`);
    setAttribute(element, 'class', classes.join(' '));
    if (node.kind === 'start' || isFrame) return;
    if (subtitle) setText(subtitle, marks.spending ? shortSpending(marks.spending) : method);
    dot.show(element, shown, {
      x: gutter / 2,
      y: box.height / 2,
      radius: 5,
      target: { x: -6 - gutter / 2, y: -box.height / 2, width: gutter + 2, height: box.height },
    });
    showArrow(current !== null);
    heat.show(element, marks.heat, box);
    badge.show(element, visits, box.width);
    branches.show(element, marks.branches > 0 ? `×${marks.branches}` : '', box.height);
    inside.show(element, insideWords(marks.inside), box.height);
  };

  const showArrow = (stands: boolean) => {
    if (stands && !arrow) {
      arrow = svg('path', {
        class: 'arrow',
        d: arrowShape,
        transform: `translate(${isEnd(node) ? endArrowX : gutter / 2} ${box.height / 2}) scale(0.9)`,
      });
      // Below the breakpoint, which shows inside it as it does in the editor's gutter.
      element.insertBefore(arrow, dot.element);
    } else if (!stands && arrow) {
      arrow.remove();
      arrow = null;
    }
  };

  const describe = () => {
    setAttribute(element, 'aria-label', describeNode(node, marks));
    if (marks.current) setAttribute(element, 'aria-current', 'step');
    else element.removeAttribute('aria-current');
  };

  return {
    element,
    draw,
    get node() {
      return node;
    },
    get box() {
      return box;
    },
    place({ x, y }) {
      box = { ...box, x, y };
      element.setAttribute('transform', `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`);
    },
    mark(next) {
      if (same(marks, next)) return;
      marks = next;
      apply();
      describe();
    },
    hover(on) {
      hovered = on;
      apply();
    },
  };
}

/** What VS Code's context menu on the node is told. */
function menuOf({ kind, id, key, within, graph }: PlanNode): string {
  const more = { preventDefaultContextMenuItems: true };
  if (kind === 'frame') return JSON.stringify({ webviewSection: 'frame', key, ...more });
  if (kind !== 'state') return JSON.stringify({ webviewSection: 'node', ...more });
  const subject = { webviewSection: within === null ? 'state' : 'childState', state: id };
  const owner = within === null ? {} : { file: graph.file, workflow: graph.name };
  return JSON.stringify({ ...subject, ...owner, ...more });
}

function same(one: NodeMarks, other: NodeMarks): boolean {
  return (
    one.visits === other.visits &&
    one.branches === other.branches &&
    one.heat === other.heat &&
    sameSpending(one.spending, other.spending) &&
    JSON.stringify(one.inside) === JSON.stringify(other.inside) &&
    one.current === other.current &&
    one.visited === other.visited &&
    sameBreakpoint(one.breakpoint, other.breakpoint)
  );
}
