import { nameOf } from './caption.ts';
import { setAttribute, setText, svg } from './element.ts';
import {
  endArrowX,
  endIconSize,
  endIconX,
  endTitleX,
  gutter,
  iconSize,
  type NodeFigure,
  roleSize,
} from './figure.ts';
import type { Box, Point } from './geometry.ts';
import { drawnIcon } from './icon.ts';
import type { IconName } from './iconShape.ts';
import { visible } from './label.ts';
import type { BreakpointMark, NodeMarks } from './marks.ts';
import type { PlanNode } from './plan.ts';
import { roles } from './role.ts';
import { octagon } from './shape.ts';
import { describeSpending, type Spending, shortSpending } from './spending.ts';

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
  current: null,
  visited: false,
  breakpoint: null,
};

export function createNodeView(first: PlanNode): NodeView {
  const element = svg('g', {
    class: 'node',
    tabindex: -1,
    role: 'img',
    'aria-roledescription': 'state',
  });
  element.dataset['key'] = first.key;
  let node = first;
  let box: Box = { x: 0, y: 0, width: 0, height: 0 };
  let marks = unmarked;
  let drawn = '';
  let hovered = false;
  const badge = createBadge();
  const chip = createChip();
  const heat = createHeatBar();
  let dot: SVGGElement | null = null;
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
      element.replaceChildren(...partsOf(next, figure));
      dot = null;
      arrow = null;
      badge.forget();
      chip.forget();
      heat.forget();
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
    if (shown || current) classes.push('marked');
    if (marks.spending && node.state) classes.push('spent');
    if (marks.heat !== null) classes.push('heated');
    element.style.setProperty('--heat', `${Math.round((marks.heat ?? 0) * 100)}%`);
    setAttribute(element, 'class', classes.join(' '));
    if (node.kind === 'start') return;
    if (subtitle) setText(subtitle, marks.spending ? shortSpending(marks.spending) : method);
    if (shown && !dot) {
      dot = svg('g', { class: 'dot' });
      dot.append(svg('rect', { class: 'dot-target', x: -6, y: 0, width: gutter + 2, height: box.height }));
      dot.append(svg('circle', { cx: gutter / 2, cy: box.height / 2, r: 5 }));
      element.append(dot);
    } else if (!shown && dot) {
      dot.remove();
      dot = null;
    }
    if (dot) setAttribute(dot, 'class', `dot dot-${shown}`);
    if (current && !arrow) {
      arrow = svg('path', {
        class: 'arrow',
        d: arrowShape,
        transform: `translate(${isEnd(node) ? endArrowX : gutter / 2} ${box.height / 2}) scale(0.9)`,
      });
      // Below the breakpoint, which shows inside it as it does in the editor's gutter.
      element.insertBefore(arrow, dot);
    } else if (!current && arrow) {
      arrow.remove();
      arrow = null;
    }
    heat.show(element, marks.heat, box);
    badge.show(element, visits, box.width);
    chip.show(element, marks.branches);
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
function menuOf({ kind, id }: PlanNode): string {
  const subject = kind === 'state' ? { webviewSection: 'state', state: id } : { webviewSection: 'node' };
  return JSON.stringify({ ...subject, preventDefaultContextMenuItems: true });
}

export function describeNode(
  node: PlanNode,
  { visits, spending, branches, current, breakpoint }: NodeMarks,
): string {
  if (node.kind === 'start') return 'Start of the run';
  const parts = [nameOf(node.id)];
  if (node.kind === 'missing') parts.push('not in the source');
  if (node.state)
    parts.push(node.state.handler ? `handled by ${visible(node.state.handler)}` : 'no step handles it');
  if (node.state && roles[node.role].words) parts.push(roles[node.role].words);
  if (isEnd(node)) parts.push('end of the run');
  if (current) parts.push('current state');
  if (visits > 0) parts.push(visits === 1 ? 'visited once' : `visited ${visits} times`);
  if (branches > 0) parts.push(branches === 1 ? '1 branch here' : `${branches} branches here`);
  if (spending) parts.push(describeSpending(spending));
  if (breakpoint) parts.push(describeBreakpoint(breakpoint));
  for (const { severity, message } of node.problems.slice(0, 5))
    parts.push(`${severity}: ${visible(message)}`);
  return parts.join(', ');
}

export function describeBreakpoint(breakpoint: Exclude<BreakpointMark, null>): string {
  return breakpoint === 'on' ? 'breakpoint set' : 'breakpoint disabled';
}

/** The arrow that points at the current line in VS Code's own gutter. */
const arrowShape =
  'M-7.5-6H1.2a2 2 0 0 1 1.5.7L7.5 0 2.7 5.3a2 2 0 0 1-1.5.7H-7.5a1.5 1.5 0 0 1-1.5-1.5v-9a1.5 1.5 0 0 1 1.5-1.5z';

function partsOf(node: PlanNode, figure: NodeFigure): SVGElement[] {
  const { width, height } = figure;
  switch (node.kind) {
    case 'start':
      return [svg('circle', { class: 'shape', cx: width / 2, cy: height / 2, r: width / 2 - 1 })];
    case 'done':
      return [
        svg('rect', { class: 'shape', width, height, rx: height / 2 }),
        svg('rect', {
          class: 'shape-inner',
          x: 3,
          y: 3,
          width: width - 6,
          height: height - 6,
          rx: height / 2 - 3,
        }),
        ...endParts('check', figure),
      ];
    case 'failed':
      return [svg('path', { class: 'shape', d: octagon(width, height) }), ...endParts('cross', figure)];
    case 'unknown':
      return [svg('rect', { class: 'shape', width, height, rx: 5 }), ...endParts('question', figure)];
    case 'state':
    case 'missing': {
      const parts: SVGElement[] = [
        svg('rect', { class: 'shape', width, height, rx: 5 }),
        svg('text', { class: 'name', x: gutter, y: figure.titleY }, figure.title),
        svg('text', { class: 'handler', x: gutter, y: figure.subtitleY }, figure.subtitle),
      ];
      figure.traits.forEach((trait, index) => {
        const x = width - 12 - (figure.traits.length - index) * (iconSize + 4) + 4;
        const mark = drawnIcon(trait, x, figure.subtitleY - iconSize / 2, iconSize);
        mark.classList.add('trait');
        parts.push(mark);
      });
      if (node.state) {
        const role = drawnIcon(
          roles[node.role].icon,
          gutter / 2 - roleSize / 2,
          height / 2 - roleSize / 2,
          roleSize,
        );
        role.classList.add('role');
        parts.push(role);
      }
      const worst = worstOf(node);
      if (worst) {
        const mark = drawnIcon(worst, width - 24, figure.titleY - 7, 14);
        mark.classList.add('problem', `problem-${worst}`);
        parts.push(mark);
      }
      return parts;
    }
    default:
      return node.kind satisfies never;
  }
}

function endParts(icon: IconName, { title, titleY, height }: NodeFigure): SVGElement[] {
  return [
    drawnIcon(icon, endIconX, (height - endIconSize) / 2, endIconSize),
    svg('text', { class: 'end-name', x: endTitleX, y: titleY }, title),
  ];
}

function isEnd({ kind }: PlanNode): boolean {
  return kind === 'done' || kind === 'failed';
}

function worstOf({ problems }: PlanNode): (IconName & ('error' | 'warning' | 'information')) | null {
  for (const severity of ['error', 'warning', 'information'] as const) {
    if (problems.some((problem) => problem.severity === severity)) return severity;
  }
  return null;
}

/** The count at a node's upper right corner; it grows to the right, so that nothing else has to move. */
function createBadge() {
  let element: SVGGElement | null = null;
  let text: SVGTextElement | null = null;
  return {
    forget() {
      element = null;
      text = null;
    },
    show(parent: SVGGElement, count: number, width: number) {
      if (count === 0) {
        element?.remove();
        this.forget();
        return;
      }
      const words = count > 99_999 ? `${Math.floor(count / 1000)}k` : String(count);
      const room = Math.max(18, words.length * 7 + 9);
      if (!element || !text) {
        text = svg('text', { class: 'badge-text', y: 0 });
        element = svg('g', { class: 'badge' }, svg('rect', { y: -8, height: 16, rx: 8 }), text);
        parent.append(element);
      }
      setAttribute(element, 'transform', `translate(${width - 8} 0)`);
      const pill = element.firstElementChild;
      if (pill) {
        setAttribute(pill, 'x', -9);
        setAttribute(pill, 'width', room);
      }
      setAttribute(text, 'x', room / 2 - 9);
      setText(text, words);
    },
  };
}

/** How hot a node is, as a length: colour alone would not tell. */
function createHeatBar() {
  let element: SVGRectElement | null = null;
  return {
    forget() {
      element = null;
    },
    show(parent: SVGGElement, heat: number | null, { width, height }: Box) {
      if (heat === null || heat === 0) {
        element?.remove();
        element = null;
        return;
      }
      if (!element) {
        element = svg('rect', { class: 'heat-bar', x: 4, height: 3, rx: 1.5 });
        parent.append(element);
      }
      setAttribute(element, 'y', height - 6);
      setAttribute(element, 'width', Math.max(2, Math.round((width - 8) * heat)));
    },
  };
}

/** How many branches stand at a node, at its upper left corner. */
function createChip() {
  let element: SVGGElement | null = null;
  return {
    forget() {
      element = null;
    },
    show(parent: SVGGElement, count: number) {
      if (count === 0) {
        element?.remove();
        element = null;
        return;
      }
      if (!element) {
        element = svg(
          'g',
          { class: 'chip', transform: 'translate(-6 -8)' },
          svg('rect', { height: 16, rx: 8 }),
          drawnIcon('fanOut', 5, 2.5, 11),
          svg('text', { class: 'chip-text', x: 20, y: 8 }),
        );
        parent.append(element);
      }
      const words = `×${count}`;
      const [pill, , text] = element.children;
      if (pill) setAttribute(pill, 'width', 27 + words.length * 7);
      if (text) setText(text, words);
    },
  };
}

function same(one: NodeMarks, other: NodeMarks): boolean {
  return (
    one.visits === other.visits &&
    one.branches === other.branches &&
    one.heat === other.heat &&
    sameSpending(one.spending, other.spending) &&
    one.current === other.current &&
    one.visited === other.visited &&
    one.breakpoint === other.breakpoint
  );
}

export function sameSpending(one: Spending | null, other: Spending | null): boolean {
  return (
    one?.ms === other?.ms &&
    one?.count === other?.count &&
    one?.tokens === other?.tokens &&
    one?.cost === other?.cost
  );
}
