import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitLegibly, fitWhole, legibleZoom } from '../../webview/fitting.ts';

const size = { width: 600, height: 400 };
const start = { x: 400, y: 0, width: 100, height: 40 };

test('what has room is shown whole, at its size, in the middle', () => {
  const box = { x: 0, y: 0, width: 400, height: 200 };
  const view = fitLegibly(box, { ...start, x: 0 }, size);
  assert.deepEqual(view, { x: 100, y: 100, zoom: 1 });
  assert.deepEqual(fitWhole(box, size), view);
});

test('what is almost large enough is shown whole rather than cut off', () => {
  const box = { x: 0, y: 0, width: 700, height: 200 };
  assert.deepEqual(fitLegibly(box, start, size), fitWhole(box, size));
  assert.ok(fitWhole(box, size).zoom < legibleZoom);
});

test('what could not be read whole begins at its top, around what is asked for', () => {
  const box = { x: 0, y: 0, width: 2000, height: 3000 };
  const { x, y, zoom } = fitLegibly(box, start, size);
  assert.equal(zoom, legibleZoom);
  assert.equal(y, 44, 'a banner has room above it');
  assert.equal(x + 450 * zoom, size.width / 2);
  assert.ok(fitWhole(box, size).zoom < 0.2);
});

test('no room is wasted beyond the border of the picture', () => {
  const box = { x: 0, y: 0, width: 2000, height: 3000 };
  const end = { x: 1900, y: 2960, width: 100, height: 40 };
  const { x, y, zoom } = fitLegibly(box, end, size);
  assert.equal(x + 2000 * zoom, size.width - 16);
  assert.equal(y + 3000 * zoom, size.height - 16);
});

test('a thousand states under each other are shown whole', () => {
  const box = { x: 0, y: 0, width: 1000, height: 30_000 };
  const { y, zoom } = fitWhole(box, size);
  assert.ok(y >= 0 && y + box.height * zoom <= size.height);
});
