import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box, LayoutJob } from '../../webview/geometry.ts';
import { arrangeInRows } from '../../webview/layering.ts';
import { planOf } from '../../webview/plan.ts';
import { everything, hostile, longGraph, refinement } from './graphs.ts';

function jobOf(graph: typeof refinement): LayoutJob {
  const plan = planOf(graph, []);
  return {
    id: 1,
    nodes: plan.nodes.map(({ key, kind }) => ({
      key,
      role: kind === 'state' ? 'state' : 'end',
      width: 60 + key.length * 7,
      height: 46,
    })),
    edges: plan.edges.map(({ key, from, to, transition }) => ({
      key,
      from,
      to,
      label: transition?.label ? { width: 40 + transition.label.length * 6, height: 18 } : null,
    })),
  };
}

function check(name: string, graph: typeof refinement): void {
  test(`rows: ${name}`, () => {
    const job = jobOf(graph);
    const { nodes, edges } = arrangeInRows(job);
    const boxes = new Map(nodes.map(({ key, box }) => [key, box]));
    assert.equal(nodes.length, job.nodes.length);
    assert.equal(edges.length, job.edges.length);
    nodes.forEach((one, index) => {
      for (const other of nodes.slice(index + 1))
        assert.ok(!overlap(one.box, other.box), `${one.key} lies on ${other.key}`);
    });
    edges.forEach(({ key, points, label }, index) => {
      const { from = '', to = '' } = job.edges[index] ?? {};
      assert.ok(onBorder(points[0], boxes.get(from)), `${key} starts at its source`);
      assert.ok(onBorder(points.at(-1), boxes.get(to)), `${key} ends at its target`);
      for (const node of nodes)
        if (label) assert.ok(!overlap(label, node.box), `the label of ${key} lies on ${node.key}`);
    });
  });
}

check('the refinement loop', refinement);
check('every kind', everything);
check('hostile names', hostile);
check('300 states', longGraph(300));

test('rows: lines share the lanes beside the rows, and none lies on another there', () => {
  const { nodes, edges } = arrangeInRows(jobOf(longGraph(300)));
  const right = Math.max(...nodes.map(({ box }) => box.x + box.width));
  const lanes = edges.flatMap(({ key, points }) => {
    const [, , start, end] = points;
    return points.length === 6 && start && end
      ? [{ key, x: start.x, top: Math.min(start.y, end.y), bottom: Math.max(start.y, end.y) }]
      : [];
  });
  assert.ok(lanes.length > 100);
  assert.ok(Math.max(...lanes.map(({ x }) => x)) < right + 400);
  lanes.forEach((one, index) => {
    for (const other of lanes.slice(index + 1))
      if (one.x === other.x)
        assert.ok(one.bottom < other.top || other.bottom < one.top, `${one.key} lies on ${other.key}`);
  });
});

test('rows: nothing', () =>
  assert.deepEqual(arrangeInRows({ id: 1, nodes: [], edges: [] }), { nodes: [], edges: [] }));

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

function onBorder(point: { x: number; y: number } | undefined, box: Box | undefined): boolean {
  if (!point || !box) return false;
  const inside = point.x >= box.x - 1 && point.x <= box.x + box.width + 1;
  return inside && (Math.abs(point.y - box.y) < 1 || Math.abs(point.y - box.y - box.height) < 1);
}
