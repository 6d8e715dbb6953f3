import type { Arrangement, Box, LayoutEdge, LayoutJob, LayoutNode, Point, Route } from './geometry.ts';
import { isConnected, readingOrder } from './order.ts';
import { withSelfLoops } from './selfLoops.ts';

/** A graph as elkjs takes it, and as it gives it back with places filled in. */
export interface ElkGraph {
  id: string;
  layoutOptions: Record<string, string>;
  children: ElkBox[];
  edges: ElkEdge[];
}

interface ElkBox {
  id: string;
  x?: number;
  y?: number;
  width: number;
  height: number;
  layoutOptions?: Record<string, string>;
}

interface ElkEdge {
  id: string;
  sources: string[];
  targets: string[];
  layoutOptions?: Record<string, string>;
  labels?: {
    id: string;
    text: string;
    width: number;
    height: number;
    x?: number;
    y?: number;
    layoutOptions?: Record<string, string>;
  }[];
  sections?: { startPoint: Point; bendPoints?: Point[]; endPoint: Point }[];
}

/** Above so many nodes and edges together, speed begins to come before beauty. */
const largeFrom = 500;
const mediumFrom = 150;

/** Nodes and edges go by their index: ids that a user wrote could collide with those of the root and of the labels. */
export function toElk({ nodes, edges }: LayoutJob): ElkGraph {
  const indexOf = new Map(nodes.map(({ key }, index) => [key, index]));
  const at = (key: string) => {
    const index = indexOf.get(key);
    if (index === undefined)
      throw new Error(`unknown-node: an edge ends at ${JSON.stringify(key)}, which no node has as its key.`);
    return index;
  };
  const links = edges.map(({ from, to }) => ({ from: at(from), to: at(to) }));
  const order = readingOrder(nodes.length, links);
  const ways = new Map<string, { readonly first: LayoutEdge; count: number }>();
  for (const edge of edges) {
    const known = ways.get(edge.from);
    if (known) known.count++;
    else ways.set(edge.from, { first: edge, count: 1 });
  }
  // The first of a few ways out is drawn straight where it can be: mostly that is the way a run is meant to go.
  const leads = (edge: LayoutEdge) => {
    const known = ways.get(edge.from);
    return known?.first === edge && known.count <= mostLed;
  };
  return {
    id: 'root',
    layoutOptions: {
      ...always,
      ...effort(nodes.length + edges.length),
      // Looking for the parts of a graph that is in one piece would cost elkjs a tenth of its time.
      'elk.separateConnectedComponents': String(!isConnected(nodes.length, links)),
    },
    children: order.map((index) => boxOf(nodes[index], index)).filter((box) => box !== null),
    edges: edges.map((edge, index) => ({
      id: `e${index}`,
      ...(leads(edge) ? { layoutOptions: straight } : {}),
      sources: [`n${at(edge.from)}`],
      targets: [`n${at(edge.to)}`],
      ...(edge.label
        ? { labels: [{ id: `l${index}`, text: ' ', ...edge.label, layoutOptions: onTheLine }] }
        : {}),
    })),
  };
}

export function fromElk(job: LayoutJob, graph: ElkGraph): Arrangement {
  const boxes = new Map(graph.children.map((child) => [child.id, child]));
  const nodes = job.nodes.map(({ key, width, height }, index) => {
    const { x = 0, y = 0 } = boxes.get(`n${index}`) ?? {};
    return { key, box: { x, y, width, height } };
  });
  const edges = job.edges.map((edge, index) => routeOf(edge, graph.edges[index]));
  return withSelfLoops(job, { nodes, edges });
}

const always: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=8,left=8,bottom=8,right=8]',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '2',
  'elk.spacing.labelNode': '6',
  'elk.spacing.componentComponent': '48',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.layered.edgeLabels.centerLabelPlacementStrategy': 'MEDIAN_LAYER',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.edgeRouting.selfLoopDistribution': 'EQUALLY',
  'elk.json.edgeCoords': 'ROOT',
};

/** Between the two ends, on the line itself, which its background hides there. */
const onTheLine = { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' };

/** A state with more ways out than this chooses among equals, and stands in their middle. */
const mostLed = 3;

const straight = { 'elk.layered.priority.straightness': '10', 'elk.layered.priority.shortness': '5' };

function effort(elements: number): Record<string, string> {
  if (elements > largeFrom) return { ...quick, 'elk.layered.crossingMinimization.greedySwitch.type': 'OFF' };
  return elements > mediumFrom ? quick : { 'elk.layered.thoroughness': '10' };
}

/** What it costs in crossings is hardly seen among so many edges; it takes a third of the time away. */
const quick = { 'elk.layered.thoroughness': '1', 'elk.layered.considerModelOrder.strategy': 'NONE' };

function boxOf(node: LayoutNode | undefined, index: number): ElkBox | null {
  if (!node) return null;
  const { width, height, role } = node;
  const options = role === 'start' ? { 'elk.layered.layering.layerConstraint': 'FIRST' } : null;
  return { id: `n${index}`, width, height, ...(options ? { layoutOptions: options } : {}) };
}

function routeOf({ key, label }: LayoutEdge, edge: ElkEdge | undefined): Route {
  const section = edge?.sections?.[0];
  if (!section) throw new Error(`no-route: the layout gave no route for the edge ${key}.`);
  const given = edge?.labels?.[0];
  const box: Box | null = label && given ? { x: given.x ?? 0, y: given.y ?? 0, ...label } : null;
  return { key, points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint], label: box };
}
