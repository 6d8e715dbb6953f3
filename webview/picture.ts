import { createEdgeView, type EdgeView } from './edgeView.ts';
import { svg } from './element.ts';
import type { Figures } from './figure.ts';
import { type Arrangement, type Box, boundsOf, centreOf, type Point, type Route } from './geometry.ts';
import type { Marks } from './marks.ts';
import { animate, arrive } from './motion.ts';
import { createNodeView, type NodeView } from './nodeView.ts';
import { type Plan, type PlanNode, plansOf } from './plan.ts';
import { blend, resample } from './route.ts';

/** Above this many edges, lines fade over to their new course instead of bending into it. */
const bendUpTo = 300;
/** Points of a line while it bends. */
const samples = 20;

/** The drawn graph. It keeps the elements of what stays, so that focus and movement carry over from one graph to the next. */
export interface Picture {
  readonly element: SVGSVGElement;
  readonly nodes: ReadonlyMap<string, NodeView>;
  readonly edges: ReadonlyMap<string, EdgeView>;
  readonly bounds: Box;
  /** Draws a graph in its new arrangement, and returns how far what stayed has moved, by its median. */
  draw(plan: Plan, figures: Figures, arrangement: Arrangement): Point;
  mark(marks: Marks): void;
  clear(): void;
}

export function createPicture(): Picture {
  // Frames lie below the lines that run inside of them.
  const frameLayer = svg('g', { class: 'frames' });
  const edgeLayer = svg('g', { class: 'edges' });
  const nodeLayer = svg('g', { class: 'nodes' });
  const element = svg('svg', { class: 'picture' }, frameLayer, edgeLayer, nodeLayer);
  const frames = new Map<string, NodeView>();
  const states = new Map<string, NodeView>();
  let nodes: ReadonlyMap<string, NodeView> = states;
  const edges = new Map<string, EdgeView>();
  let bounds: Box = { x: 0, y: 0, width: 0, height: 0 };
  let stop = () => {};

  const clear = () => {
    stop();
    frames.clear();
    states.clear();
    nodes = states;
    edges.clear();
    for (const layer of [frameLayer, edgeLayer, nodeLayer]) layer.replaceChildren();
    bounds = { x: 0, y: 0, width: 0, height: 0 };
  };

  return {
    element,
    get nodes() {
      return nodes;
    },
    edges,
    get bounds() {
      return bounds;
    },
    clear,

    draw(plan, figures, arrangement) {
      stop();
      bounds = boundsOf(arrangement);
      element.setAttribute('width', String(Math.ceil(bounds.x + bounds.width + 8)));
      element.setAttribute('height', String(Math.ceil(bounds.y + bounds.height + 8)));
      const boxes = new Map(arrangement.nodes.map(({ key, box }) => [key, box]));
      const routes = new Map(arrangement.edges.map((route) => [route.key, route]));
      const oldBoxes = new Map([...nodes].map(([key, view]) => [key, view.box]));
      const oldRoutes = new Map([...edges].map(([key, view]) => [key, view.route]));

      const plans = plansOf(plan);
      const wanted = plans.flatMap((one) => one.nodes);
      const draw = (view: NodeView, node: PlanNode) => {
        const figure = figures.nodes.get(node.key);
        // A frame is as large as what is inside of it.
        const size = node.kind === 'frame' ? boxes.get(node.key) : undefined;
        if (figure) view.draw(node, size ? { ...figure, width: size.width, height: size.height } : figure);
      };
      const isFrame = ({ kind }: PlanNode) => kind === 'frame';
      keep(frames, frameLayer, wanted.filter(isFrame), createNodeView, draw);
      keep(
        states,
        nodeLayer,
        wanted.filter((node) => !isFrame(node)),
        createNodeView,
        draw,
      );
      nodes = frames.size === 0 ? states : new Map([...states, ...frames]);
      const lines = plans.flatMap((one) => one.edges);
      keep(edges, edgeLayer, lines, createEdgeView, (view, edge) => {
        const figure = figures.edges.get(edge.key);
        if (figure) view.draw(edge, figure);
      });

      const movers = [...nodes.values()].map((view) => {
        const to = boxes.get(view.node.key) ?? view.box;
        return { view, from: oldBoxes.get(view.node.key) ?? null, to };
      });
      const bends = [...edges.values()].map((view) => {
        const to = routes.get(view.edge.key) ?? view.route;
        view.place(to);
        return { view, from: oldRoutes.get(view.edge.key) ?? null, to };
      });
      const moved = medianMove(movers);
      for (const { view, to } of movers) view.place(to);
      glide(movers, bends, moved);
      return moved;
    },

    mark(marks) {
      element.classList.toggle('in-session', marks.session);
      for (const [key, view] of nodes) {
        const found = marks.nodes.get(key);
        if (found) view.mark(found);
      }
      for (const [key, view] of edges) {
        const found = marks.edges.get(key);
        if (found) view.mark(found);
      }
    },
  };

  /** From where things were to where they are now placed; the view moves along by the median, so only the rest shows. */
  function glide(movers: readonly Mover[], bends: readonly Bend[], moved: Point): void {
    const far = movers.filter(
      ({ from, to }) => from && Math.hypot(from.x + moved.x - to.x, from.y + moved.y - to.y) > 1,
    );
    if (far.length === 0) return;
    const bendable = bends.length <= bendUpTo;
    if (bendable) for (const { view, from } of [...movers, ...bends]) if (!from) arrive(view.element);
    const movedNodes = far.map(({ view, from, to }) => ({ view, from: shift(from as Box, moved), to }));
    const lines = bendable
      ? bends.map(({ view, from, to }) => ({
          view,
          to,
          from:
            from && from.points.length > 1
              ? resample(from.points, samples).map((point) => shift(point, moved))
              : null,
          fromLabel: shift(from?.label ?? centreOf(view.label), moved),
          points: resample(to.points, samples),
          toLabel: { x: view.label.x, y: view.label.y },
        }))
      : [];
    if (!bendable) edgeLayer.classList.add('arriving');
    stop();
    const cancel = animate((share) => {
      for (const { view, from, to } of movedNodes) view.place(blend(from, to, share));
      for (const { view, from, fromLabel, points, toLabel, to } of lines) {
        if (share === 1) view.place(to);
        else if (from) {
          const current = points.map((point, index) => blend(from[index] ?? point, point, share));
          view.glide(current, blend(fromLabel, toLabel, share));
        }
      }
      if (share === 1) edgeLayer.classList.remove('arriving');
    });
    stop = () => {
      cancel();
      edgeLayer.classList.remove('arriving');
    };
  }
}

interface Mover {
  readonly view: NodeView;
  readonly from: Box | null;
  readonly to: Box;
}

interface Bend {
  readonly view: EdgeView;
  readonly from: Route | null;
  readonly to: Route;
}

/** Makes the views of a map the ones that are wanted, in their order, and draws each. */
function keep<T extends { readonly key: string }, V extends { readonly element: Element }>(
  views: Map<string, V>,
  layer: Element,
  wanted: readonly T[],
  create: (item: T) => V,
  draw: (view: V, item: T) => void,
): void {
  const keys = new Set(wanted.map(({ key }) => key));
  for (const [key, view] of views) {
    if (keys.has(key)) continue;
    view.element.remove();
    views.delete(key);
  }
  let next: Element | null = null;
  for (const item of wanted.toReversed()) {
    let view = views.get(item.key);
    if (!view) {
      view = create(item);
      views.set(item.key, view);
    }
    draw(view, item);
    // Moving an element that has the focus would take it away.
    if (view.element.parentNode !== layer || view.element.nextElementSibling !== next)
      layer.insertBefore(view.element, next);
    next = view.element;
  }
}

function medianMove(movers: readonly Mover[]): Point {
  const stayed = movers.filter(({ from }) => from !== null);
  const median = (values: number[]) => values.sort((one, other) => one - other)[values.length >> 1] ?? 0;
  return {
    x: median(stayed.map(({ from, to }) => to.x - (from?.x ?? 0))),
    y: median(stayed.map(({ from, to }) => to.y - (from?.y ?? 0))),
  };
}

function shift<P extends Point>(point: P, { x, y }: Point): P {
  return { ...point, x: point.x + x, y: point.y + y };
}
