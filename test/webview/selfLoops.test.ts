import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box, Route } from '../../webview/geometry.ts';
import { withSelfLoops } from '../../webview/selfLoops.ts';

const box: Box = { x: 300, y: 100, width: 120, height: 48 };

/** The loops of one state as the layout gives them: each around the one before, their labels side by side. */
function loopsOf(labels: readonly (number | null)[]): readonly Route[] {
  let right = box.x - 10;
  const given = labels.map((height, index): Route => {
    const label = height === null ? null : { x: right - 90, y: 110, width: 90, height };
    const [start, end] = [box.y + 22 - index * 4, box.y + 26 + index * 4];
    const points = [
      { x: box.x, y: start },
      { x: right, y: start },
      { x: right, y: end },
      { x: box.x, y: end },
    ];
    right -= 100;
    return { key: `loop${index}`, points, label };
  });
  const edges = given.map(({ key, label }) => ({ key, from: 'A', to: 'A', label }));
  const job = { id: 1, nodes: [{ key: 'A', role: 'state' as const, ...box }], edges };
  return withSelfLoops(job, { nodes: [{ key: 'A', box }], edges: given }).edges;
}

for (const labels of [[18], [null], [46], [18, 18], [18, 18, 18], [null, 18, null]])
  test(`loops with labels of ${JSON.stringify(labels)}: no line crosses out the words of another`, () => {
    const routes = loopsOf(labels);
    assert.equal(routes.length, labels.length);
    const ends = routes.flatMap(({ points }) => [points[0]?.y ?? 0, points.at(-1)?.y ?? 0]);
    assert.deepEqual(
      ends,
      ends.toSorted((one, other) => one - other),
      'under each other',
    );
    for (const y of ends) assert.ok(y > box.y && y < box.y + box.height, `${y} is on the side of the state`);
    routes.forEach(({ key, points, label }) => {
      for (const other of routes) {
        if (!other.label || other.key === key) continue;
        const { y, height } = other.label;
        assert.ok(
          points.every((point) => point.y < y || point.y > y + height) ||
            Math.max(...points.map(({ x }) => x)) < other.label.x,
          `${key} runs through the words of ${other.key}`,
        );
      }
      if (!label) return;
      const middle = label.x + label.width / 2;
      assert.ok(label.x + label.width < box.x, 'its label is beside the state');
      assert.ok(
        points.some(({ x }) => x === middle),
        'it runs through the middle of its own words',
      );
    });
  });

test('more words than there is height for stay where the layout put them', () => {
  const labels = [46, 46, 46];
  assert.deepEqual(
    loopsOf(labels).map(({ label }) => label?.x),
    [200, 100, 0],
  );
});
