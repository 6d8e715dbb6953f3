export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A point of the picture shows at `x + point.x * zoom`, `y + point.y * zoom`. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Box extends Point, Size {}

/** What the layout is given: sizes and connections, no words. */
export interface LayoutJob {
  /** Repeated by the answer, so that an answer to an older question can be told apart. */
  readonly id: number;
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

export interface LayoutNode extends Size {
  readonly key: string;
  readonly role: 'start' | 'state' | 'end';
  /** A graph that is drawn inside of it; its own size is then the room that its title needs. */
  readonly inner?: LayoutInside;
}

export interface LayoutInside {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

/** How many nodes and edges a layout is asked to place, those inside of frames included. */
export function sizeOf({ nodes, edges }: LayoutInside): number {
  return nodes.reduce((sum, { inner }) => sum + (inner ? sizeOf(inner) : 0), nodes.length + edges.length);
}

export interface LayoutEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** Room to keep free for the label; null for none. */
  readonly label: Size | null;
}

/** Where everything goes. Coordinates start at 0/0 and grow to the right and down. */
export interface Arrangement {
  readonly nodes: readonly { readonly key: string; readonly box: Box }[];
  readonly edges: readonly Route[];
}

export interface Route {
  readonly key: string;
  /** At least two points, the first on the border of the source, the last on that of the target. */
  readonly points: readonly Point[];
  readonly label: Box | null;
}

export type LayoutAnswer =
  | { readonly id: number; readonly arrangement: Arrangement }
  | { readonly id: number; readonly failed: string };

/** The smallest box around everything that was arranged. */
export function boundsOf({ nodes, edges }: Arrangement): Box {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  const take = (x: number, y: number, width: number, height: number) => {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  };
  for (const { box } of nodes) take(box.x, box.y, box.width, box.height);
  for (const { points, label } of edges) {
    for (const { x, y } of points) take(x, y, 0, 0);
    if (label) take(label.x, label.y, label.width, label.height);
  }
  return left > right
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left, height: bottom - top };
}

export function centreOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
