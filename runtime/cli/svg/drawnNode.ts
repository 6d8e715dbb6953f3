import { nameOf } from '../../../webview/caption.ts';
import type { NodeFigure } from '../../../webview/figure.ts';
import type { Box } from '../../../webview/geometry.ts';
import type { IconName } from '../../../webview/iconShape.ts';
import { visible } from '../../../webview/label.ts';
import { iconPart, nodeShape, type ShapePart } from '../../../webview/nodeShape.ts';
import { stateFacts } from '../../../webview/nodeWords.ts';
import type { PlanNode } from '../../../webview/plan.ts';
import { element, type Markup, rounded } from './markup.ts';

/** Nothing on paper points at an end, so that no room is left for it. */
const endShift = -8;

export function drawnNode(node: PlanNode, figure: NodeFigure, { x, y, width, height }: Box): Markup {
  const dashed = node.state?.handler === null ? ' without-step' : '';
  return element(
    'g',
    { class: `node node-${node.kind}${dashed}`, transform: `translate(${rounded(x)} ${rounded(y)})` },
    element('title', {}, titleOf(node)),
    ...nodeShape(node, { ...figure, width, height }, endShift).map(drawn),
  );
}

export function drawnIcon(name: IconName, x: number, y: number, size: number): Markup {
  return drawn(iconPart(name, '', x, y, size));
}

/** Few programs that show an SVG know of baselines: texts are moved down by a third of their height instead. */
function drawn({ name, attributes, text }: ShapePart): Markup {
  return text === undefined ? element(name, attributes) : element(name, { ...attributes, dy: '.35em' }, text);
}

/** What pointing at the node tells: all that the words on it leave out. */
function titleOf({ id, state, problems }: PlanNode): string {
  return [
    nameOf(id),
    ...(state === null ? [] : stateFacts(state).map(([name, value]) => `${name} ${value}`)),
    ...problems.map(({ severity, message }) => `${severity}: ${visible(message)}`),
  ].join('\n');
}
