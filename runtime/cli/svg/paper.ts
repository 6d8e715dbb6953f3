import { figuresOf, layoutEdges, layoutNodes } from '../../../webview/figure.ts';
import type { Arrangement, LayoutJob } from '../../../webview/geometry.ts';
import { boundsOf } from '../../../webview/geometry.ts';
import { visible } from '../../../webview/label.ts';
import { planOf } from '../../../webview/plan.ts';
import type { WorkflowGraph } from '../../model/graph.ts';
import { drawnEdge } from './drawnEdge.ts';
import { drawnNode } from './drawnNode.ts';
import { element, type Markup, rounded } from './markup.ts';
import { paperFonts } from './paperFonts.ts';
import { style } from './style.ts';

/** Free space around and between the pictures. */
const margin = 24;
const titleSize = 15;
const titleRoom = titleSize + 21;
const noteSize = 12;

/**
 * The graphs of a file as one SVG document that needs nothing else: no script, no font, no address. It is the picture
 * of the graph view, with the same plan, sizes and arrangement. `notes` stand where there is no graph.
 */
export function svgOf(
  graphs: readonly WorkflowGraph[],
  notes: readonly string[],
  arrange: (job: LayoutJob) => Arrangement,
): string {
  const parts: Markup[] = [];
  let top = margin;
  let width = 0;
  const heading = (text: string, kind: string, size: number): void => {
    parts.push(element('text', { class: kind, x: margin, y: top + size }, visible(text)));
    width = Math.max(width, Array.from(text).length * size * 0.62);
  };
  for (const graph of graphs) {
    heading(graph.name, 'title', titleSize);
    top += titleRoom;
    const { markup, bounds } = pictureOf(graph, arrange);
    const place = `translate(${rounded(margin - bounds.x)} ${rounded(top - bounds.y)})`;
    parts.push(
      element('g', { transform: place, role: 'group', 'aria-label': visible(graph.name) }, ...markup),
    );
    width = Math.max(width, bounds.width);
    top += bounds.height + margin * 2;
  }
  for (const note of notes) {
    heading(note, 'note', noteSize);
    top += noteSize + 8;
  }
  const size = { width: Math.ceil(width + margin * 2), height: Math.ceil(top) };
  const root = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      ...size,
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-label': visible(
        graphs.map(({ name }) => `State graph of ${name}`).join(', ') || 'No state graph',
      ),
    },
    element('style', {}, style),
    element('rect', { class: 'paper', width: '100%', height: '100%' }),
    ...parts,
  );
  return `${root.text}\n`;
}

function pictureOf(graph: WorkflowGraph, arrange: (job: LayoutJob) => Arrangement) {
  const plan = planOf(graph, []);
  const figures = figuresOf(plan, paperFonts);
  const arrangement = arrange({
    id: 0,
    nodes: layoutNodes(plan, figures),
    edges: layoutEdges(plan, figures),
  });
  const boxes = new Map(arrangement.nodes.map(({ key, box }) => [key, box]));
  const routes = new Map(arrangement.edges.map((route) => [route.key, route]));
  const edges = plan.edges.flatMap((edge) => {
    const route = routes.get(edge.key);
    const figure = figures.edges.get(edge.key);
    return route && figure ? [drawnEdge(edge, figure, route)] : [];
  });
  const nodes = plan.nodes.flatMap((node) => {
    const box = boxes.get(node.key);
    const figure = figures.nodes.get(node.key);
    return box && figure ? [drawnNode(node, figure, box)] : [];
  });
  // Labels lie above all lines, so that no line crosses a word.
  const markup = [...edges.map(({ line }) => line), ...edges.flatMap(({ label }) => label), ...nodes];
  return { markup, bounds: boundsOf(arrangement) };
}
