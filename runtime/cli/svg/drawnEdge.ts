import { describeEdge } from '../../../webview/caption.ts';
import { dotSide, type EdgeFigure, foldSide, iconSize } from '../../../webview/figure.ts';
import type { Route } from '../../../webview/geometry.ts';
import type { PlanEdge } from '../../../webview/plan.ts';
import { roundedPath, tipOf, withoutTip } from '../../../webview/route.ts';
import { headShape, tipLength } from '../../../webview/shape.ts';
import { drawnIcon } from './drawnNode.ts';
import { element, type Markup, rounded } from './markup.ts';

const cornerRadius = 9;

export interface DrawnEdge {
  readonly line: Markup;
  /** None where the edge needs no words, or the layout kept no room for them. */
  readonly label: readonly Markup[];
}

export function drawnEdge(edge: PlanEdge, figure: EdgeFigure, { points, label }: Route): DrawnEdge {
  const kind = `edge edge-${edge.kind}${edge.transition?.certain === false ? ' uncertain' : ''}`;
  const path = roundedPath(withoutTip(points, tipLength(edge.kind)), cornerRadius);
  const { tip, degrees } = tipOf(points);
  const isDouble = edge.kind === 'fan-out' || edge.kind === 'join';
  const line = element(
    'g',
    { class: kind },
    element('title', {}, describeEdge(edge)),
    element('path', { class: 'line', d: path }),
    ...(isDouble ? [element('path', { class: 'core', d: path })] : []),
    element('path', {
      class: 'head',
      d: headShape(edge.kind),
      transform: `translate(${rounded(tip.x)} ${rounded(tip.y)}) rotate(${Math.round(degrees)})`,
    }),
  );
  return { line, label: label === null ? [] : tag(figure, label.x, label.y) };
}

function tag(
  { icon, lines, lineHeight, textWidth, folded, room }: EdgeFigure,
  x: number,
  y: number,
): readonly Markup[] {
  if (icon === null && lines.length === 0) return [];
  const middle = room.height / 2;
  const words = dotSide + (icon === null ? 0 : iconSize + 4);
  return [
    element(
      'g',
      { class: 'tag', transform: `translate(${rounded(x)} ${rounded(y)})` },
      element('rect', {
        class: 'tag-back',
        x: dotSide - 3,
        width: words + textWidth - (folded ? foldSide : 0) + 6 - dotSide,
        height: room.height,
        rx: 3,
      }),
      ...(icon === null ? [] : [drawnIcon(icon, dotSide, middle - iconSize / 2, iconSize)]),
      ...lines.map((line, index) => {
        const y = middle + (index - (lines.length - 1) / 2) * lineHeight;
        return element('text', { x: words, y, dy: '.35em' }, line);
      }),
    ),
  ];
}
