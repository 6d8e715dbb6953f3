import { nameOf } from '../../../webview/caption.ts';
import {
  endIconSize,
  endIconX,
  endTitleX,
  gutter,
  iconSize,
  type NodeFigure,
  roleSize,
} from '../../../webview/figure.ts';
import type { Box } from '../../../webview/geometry.ts';
import { type IconName, iconShapes } from '../../../webview/iconShape.ts';
import { visible } from '../../../webview/label.ts';
import type { PlanNode } from '../../../webview/plan.ts';
import { roles } from '../../../webview/role.ts';
import { octagon } from '../../../webview/shape.ts';
import { element, type Markup, rounded } from './markup.ts';

const severities = ['error', 'warning', 'information'] as const;

export function drawnNode(node: PlanNode, figure: NodeFigure, { x, y, width, height }: Box): Markup {
  const dashed = node.state?.handler === null ? ' without-step' : '';
  return element(
    'g',
    { class: `node node-${node.kind}${dashed}`, transform: `translate(${rounded(x)} ${rounded(y)})` },
    element('title', {}, titleOf(node)),
    ...partsOf(node, { ...figure, width, height }),
  );
}

export function drawnIcon(name: IconName, kind: string, x: number, y: number, size: number): Markup {
  return element('path', {
    class: `icon ${kind}`.trimEnd(),
    d: iconShapes[name],
    transform: `translate(${rounded(x)} ${rounded(y)}) scale(${Math.round((size / 16) * 1000) / 1000})`,
  });
}

/** What pointing at the node tells: all that the words on it leave out. */
function titleOf({ id, state, problems }: PlanNode): string {
  const list = (title: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`${title} ${values.map((value) => visible(value)).join(', ')}`];
  return [
    nameOf(id),
    ...(state === null ? [] : [state.handler === null ? 'no step' : `${visible(state.handler)}()`]),
    ...list('reads', state?.reads ?? []),
    ...list('writes', state?.writes ?? []),
    ...list('calls', state?.calls ?? []),
    ...list('retry', state?.retry ? [state.retry] : []),
    ...list('timeout', state?.timeout ? [state.timeout] : []),
    ...list('undone by', state?.compensation ? [state.compensation] : []),
    ...problems.map(({ severity, message }) => `${severity}: ${visible(message)}`),
  ].join('\n');
}

function partsOf(node: PlanNode, figure: NodeFigure): readonly Markup[] {
  const { width, height } = figure;
  switch (node.kind) {
    case 'start':
      return [element('circle', { class: 'shape', cx: width / 2, cy: height / 2, r: width / 2 - 1 })];
    case 'done':
      return [
        element('rect', { class: 'shape', width, height, rx: height / 2 }),
        element('rect', {
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
      return [element('path', { class: 'shape', d: octagon(width, height) }), ...endParts('cross', figure)];
    case 'unknown':
      return [element('rect', { class: 'shape', width, height, rx: 5 }), ...endParts('question', figure)];
    case 'state':
    case 'missing':
      return stateParts(node, figure);
    default:
      return node.kind satisfies never;
  }
}

function stateParts({ problems, role, state }: PlanNode, figure: NodeFigure): readonly Markup[] {
  const { width, height, title, titleY, subtitle, subtitleY, traits } = figure;
  const worst = severities.find((severity) => problems.some((problem) => problem.severity === severity));
  return [
    element('rect', { class: 'shape', width, height, rx: 5 }),
    ...(state === null
      ? []
      : [drawnIcon(roles[role].icon, 'role', (gutter - roleSize) / 2, (height - roleSize) / 2, roleSize)]),
    element('text', { class: 'name', x: gutter, y: titleY, dy: '.35em' }, title),
    element('text', { class: 'handler', x: gutter, y: subtitleY, dy: '.35em' }, subtitle),
    ...traits.map((trait, index) => {
      const x = width - 8 - (traits.length - index) * (iconSize + 4);
      return drawnIcon(trait, '', x, subtitleY - iconSize / 2, iconSize);
    }),
    ...(worst === undefined ? [] : [drawnIcon(worst, `problem-${worst}`, width - 24, titleY - 7, 14)]),
  ];
}

function endParts(icon: IconName, { title, titleY, height }: NodeFigure): readonly Markup[] {
  const left = endIconX - 8;
  return [
    drawnIcon(icon, '', left, (height - endIconSize) / 2, endIconSize),
    element('text', { class: 'end-name', x: left + endTitleX - endIconX, y: titleY, dy: '.35em' }, title),
  ];
}
