import { captionOf } from './caption.ts';
import type { LayoutEdge, LayoutNode, Size } from './geometry.ts';
import type { IconName } from './iconShape.ts';
import { inLines, shorten, visible } from './label.ts';
import { type Plan, type PlanEdge, type PlanNode, plansOf } from './plan.ts';
import { t } from './text.ts';

/** How wide a text is in the two fonts of the picture. */
export interface Fonts {
  /** Changes when the measures do. */
  readonly key: string;
  readonly nameSize: number;
  readonly smallSize: number;
  name(text: string): number;
  small(text: string): number;
}

/** A node with its words cut to size. */
export interface NodeFigure extends Size {
  readonly title: string;
  readonly subtitle: string;
  readonly traits: readonly IconName[];
  /** Centre lines of both texts from the top. */
  readonly titleY: number;
  readonly subtitleY: number;
}

/** An edge's label: the room it may take, with a place for the breakpoint at its left and the count at its right. */
export interface EdgeFigure {
  readonly icon: IconName | null;
  readonly lines: readonly string[];
  readonly lineHeight: number;
  /** That of the button behind the words included. */
  readonly textWidth: number;
  /** Whether there is a button that opens the child. */
  readonly folded: boolean;
  readonly room: Size;
  /** False where the layout keeps no room for it, so that it shows only when asked for. */
  readonly reserved: boolean;
}

export interface Figures {
  readonly nodes: ReadonlyMap<string, NodeFigure>;
  readonly edges: ReadonlyMap<string, EdgeFigure>;
}

/** Left of a node's text: its breakpoint, and the arrow of the current state. */
export const gutter = 24;
export const iconSize = 11;
/** The icon of what a state is for, in the gutter. */
export const roleSize = 13;
/** An end of the run from its left: room for the arrow clear of the round border, its icon, its word. */
export const endArrowX = 16;
export const endIconX = 27;
export const endIconSize = 14;
export const endTitleX = 46;
/** Left of an edge's words: its breakpoint. Right of them, and as wide, so that the line runs through their middle: how often it was taken. */
export const dotSide = 23;
export const countSide = 23;
/** The breakpoint itself, next to the words. */
export const dotRoom = 16;
/** Behind the words of an edge whose child can be opened: the button for it. */
export const foldSide = 18;

const widestTitle = 250;
/** A guard that is wider goes on in further lines. */
const widestLine = 200;
const mostLines = 3;
/** Room for what a step took, which stands in the place of its method while a session is shown. */
const spendingRoom = '88.8 s · 888k tok';
/** Right of a frame's title: the button that closes it. */
const foldRoom = 40;
const right = 12;
const endRight = 24;

/** Above this many transitions the layout keeps no room for labels. */
const labelsUpTo = 450;

export function figuresOf(plan: Plan, fonts: Fonts): Figures {
  const plans = plansOf(plan);
  const nodes = plans.flatMap((one) => one.nodes);
  const edges = plans.flatMap((one) => one.edges);
  const reserved = edges.length <= labelsUpTo;
  const looping = edges.filter(({ from, to }) => from === to).map(({ from }) => from);
  // Beside a state there is no height for several loops with several lines each.
  const crowded = new Set(looping.filter((key, index) => looping.indexOf(key) !== index));
  const linesOf = ({ from, to }: PlanEdge) => (from === to && crowded.has(from) ? 1 : mostLines);
  return {
    nodes: new Map(nodes.map((node) => [node.key, nodeFigure(node, fonts)])),
    edges: new Map(
      edges.map((edge) => [
        edge.key,
        edgeFigure(edge, fonts, linesOf(edge), reserved && edge.kind !== 'start'),
      ]),
    ),
  };
}

export function layoutNodes({ nodes, frames }: Plan, figures: Figures): LayoutNode[] {
  return nodes.map(({ key, kind }) => {
    const { width = 0, height = 0 } = figures.nodes.get(key) ?? {};
    const inner = kind === 'frame' ? frames.find((frame) => frame.key === key)?.plan : undefined;
    return {
      key,
      role: roleInLayout(kind),
      width: Math.ceil(width),
      height: Math.ceil(height),
      ...(inner ? { inner: { nodes: layoutNodes(inner, figures), edges: layoutEdges(inner, figures) } } : {}),
    };
  });
}

function roleInLayout(kind: PlanNode['kind']): LayoutNode['role'] {
  if (kind === 'start') return 'start';
  return kind === 'state' || kind === 'missing' || kind === 'frame' ? 'state' : 'end';
}

export function layoutEdges({ edges }: Plan, figures: Figures): LayoutEdge[] {
  return edges.map(({ key, from, to }) => {
    const figure = figures.edges.get(key);
    return { key, from, to, label: figure?.reserved ? figure.room : null };
  });
}

function nodeFigure(node: PlanNode, fonts: Fonts): NodeFigure {
  const { nameSize, smallSize } = fonts;
  if (node.kind === 'start')
    return { title: '', subtitle: '', traits: [], width: 14, height: 14, titleY: 0, subtitleY: 0 };
  if (node.kind === 'frame') {
    const title = shorten(visible(node.id), widestTitle, fonts.name);
    const bar = Math.round(nameSize + 14);
    const width = gutter + fonts.name(title) + foldRoom;
    return { title, subtitle: '', traits: [], width, height: bar, titleY: bar / 2, subtitleY: bar };
  }
  if (node.kind !== 'state' && node.kind !== 'missing') {
    const title = node.kind === 'unknown' ? 'unknown' : node.kind;
    const height = smallSize + 16;
    return {
      title,
      subtitle: '',
      traits: [],
      width: endTitleX + fonts.small(title) + endRight,
      height,
      titleY: height / 2,
      subtitleY: 0,
    };
  }
  const title = shorten(visible(node.id), widestTitle, fonts.name);
  const subtitle = shorten(subtitleOf(node), widestTitle, fonts.small);
  const traits = traitsOf(node);
  const traitsWidth = traits.length > 0 ? 10 + traits.length * (iconSize + 4) : 0;
  const problem = node.problems.length > 0 ? 20 : 0;
  const width =
    gutter +
    Math.max(fonts.name(title) + problem, fonts.small(subtitle) + traitsWidth, fonts.small(spendingRoom)) +
    right;
  const top = 8;
  const titleY = top + nameSize * 0.65;
  const subtitleY = titleY + nameSize * 0.65 + smallSize * 0.75;
  return {
    title,
    subtitle,
    traits,
    width,
    height: Math.round(subtitleY + smallSize * 0.65 + top),
    titleY,
    subtitleY,
  };
}

function subtitleOf({ kind, state }: PlanNode): string {
  if (kind === 'missing') return t('not in the source');
  return state?.handler ? `${visible(state.handler)}()` : t('no step');
}

function traitsOf({ state, role }: PlanNode): IconName[] {
  if (!state) return [];
  const traits: IconName[] = [];
  if (state.writes.length > 0) traits.push('pencil');
  if (state.calls.length > 0 && role !== 'calls') traits.push('call');
  if (state.retry !== null) traits.push('retry');
  if (state.timeout !== null) traits.push('clock');
  if (state.compensation !== null) traits.push('undo');
  return traits;
}

/** Whether a child runs on the way that is not open and whose source is known. */
export function isFolded({ transition, part }: PlanEdge): boolean {
  return part === 'whole' && transition?.child !== undefined && transition.child.file !== null;
}

function edgeFigure(edge: PlanEdge, fonts: Fonts, most: number, reserved: boolean): EdgeFigure {
  const { icon, text } = captionOf(edge);
  const lines = inLines(text, widestLine, most, fonts.small);
  const folded = isFolded(edge);
  const textWidth = Math.ceil(Math.max(0, ...lines.map(fonts.small))) + (folded ? foldSide : 0);
  const lineHeight = Math.ceil(fonts.smallSize + 3);
  const words = textWidth + (icon ? iconSize + 4 : 0);
  const width = words > 0 ? dotSide + words + countSide : dotSide + countSide;
  const height = Math.max(1, lines.length) * lineHeight + 4;
  return { icon, lines, lineHeight, textWidth, folded, room: { width, height }, reserved };
}
