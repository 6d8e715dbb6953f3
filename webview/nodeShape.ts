import { endIconSize, endIconX, endTitleX, gutter, iconSize, type NodeFigure, roleSize } from './figure.ts';
import { type IconName, iconShapes } from './iconShape.ts';
import type { PlanNode } from './plan.ts';
import { roles } from './role.ts';
import { octagon } from './shape.ts';

/** One element of SVG, without a document: the picture on the screen and the one on paper are made of the same. */
export interface ShapePart {
  readonly name: 'rect' | 'circle' | 'path' | 'text';
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Words of a text. */
  readonly text?: string;
}

const severities = ['error', 'warning', 'information'] as const;

/** What a node is drawn of. `endShift` moves icon and word of an end, which on the screen leave room for the arrow. */
export function nodeShape(node: PlanNode, figure: NodeFigure, endShift = 0): readonly ShapePart[] {
  const { width, height } = figure;
  switch (node.kind) {
    case 'start':
      return [part('circle', { class: 'shape', cx: width / 2, cy: height / 2, r: width / 2 - 1 })];
    case 'done':
      return [
        part('rect', { class: 'shape', width, height, rx: height / 2 }),
        part('rect', {
          class: 'shape-inner',
          x: 3,
          y: 3,
          width: width - 6,
          height: height - 6,
          rx: height / 2 - 3,
        }),
        ...endParts('check', figure, endShift),
      ];
    case 'failed':
      return [
        part('path', { class: 'shape', d: octagon(width, height) }),
        ...endParts('cross', figure, endShift),
      ];
    case 'unknown':
      return [
        part('rect', { class: 'shape', width, height, rx: 5 }),
        ...endParts('question', figure, endShift),
      ];
    case 'state':
    case 'missing':
      return stateParts(node, figure);
    case 'frame':
      return frameParts(figure);
    default:
      return node.kind satisfies never;
  }
}

export function iconPart(name: IconName, kind: string, x: number, y: number, size: number): ShapePart {
  const scale = Math.round((size / 16) * 1000) / 1000;
  return part('path', {
    class: `icon icon-${name} ${kind}`.trimEnd(),
    d: iconShapes[name],
    transform: `translate(${round(x)} ${round(y)}) scale(${scale})`,
  });
}

function stateParts({ problems, role, state }: PlanNode, figure: NodeFigure): readonly ShapePart[] {
  const { width, height, title, titleY, subtitle, subtitleY, traits } = figure;
  const worst = severities.find((severity) => problems.some((problem) => problem.severity === severity));
  return [
    part('rect', { class: 'shape', width, height, rx: 5 }),
    part('text', { class: 'name', x: gutter, y: titleY }, title),
    part('text', { class: 'handler', x: gutter, y: subtitleY }, subtitle),
    ...traits.map((trait, index) => {
      const x = width - 8 - (traits.length - index) * (iconSize + 4);
      return iconPart(trait, 'trait', x, subtitleY - iconSize / 2, iconSize);
    }),
    ...(state === null
      ? []
      : [iconPart(roles[role].icon, 'role', (gutter - roleSize) / 2, (height - roleSize) / 2, roleSize)]),
    ...(worst === undefined ? [] : [iconPart(worst, `problem problem-${worst}`, width - 24, titleY - 7, 14)]),
  ];
}

/** Its outline lets the pointer through, so that inside of it the picture can be dragged. */
function frameParts({ width, height, title, titleY, subtitleY: bar }: NodeFigure): readonly ShapePart[] {
  return [
    part('rect', { class: 'shape', width, height, rx: 8 }),
    part('path', { class: 'frame-bar', d: `M0 8a8 8 0 0 1 8-8H${width - 8}a8 8 0 0 1 8 8V${bar}H0z` }),
    part('path', { class: 'frame-line', d: `M0 ${bar}H${width}` }),
    iconPart('child', 'role', (gutter - roleSize) / 2 + 2, (bar - roleSize) / 2, roleSize),
    part('text', { class: 'name', x: gutter + 2, y: titleY }, title),
    part('rect', { class: 'fold-target', x: width - 26, y: 0, width: 26, height: bar }),
    iconPart('minus', 'fold', width - 21, (bar - 12) / 2, 12),
  ];
}

function endParts(
  icon: IconName,
  { title, titleY, height }: NodeFigure,
  shift: number,
): readonly ShapePart[] {
  return [
    iconPart(icon, '', endIconX + shift, (height - endIconSize) / 2, endIconSize),
    part('text', { class: 'end-name', x: endTitleX + shift, y: titleY }, title),
  ];
}

function part(name: ShapePart['name'], attributes: ShapePart['attributes'], text?: string): ShapePart {
  return text === undefined ? { name, attributes } : { name, attributes, text };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
