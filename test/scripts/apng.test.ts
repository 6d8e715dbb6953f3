import assert from 'node:assert/strict';
import { test } from 'node:test';
import { animatedPng, changed } from '../../scripts/screenshots/apng.mjs';
import { chunk, headerChunk, imageData, pngSignature, readPng } from '../../scripts/screenshots/png.mjs';

/** A picture whose points follow a rule. */
function picture(width: number, height: number, rule: (x: number, y: number) => number) {
  const points = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      points.fill(rule(x, y) & 0xff, (y * width + x) * 3, (y * width + x) * 3 + 3);
  }
  return { width, height, points };
}

/** The chunks of a PNG, as their types and sizes. */
function chunks(png: Buffer): readonly (readonly [string, Buffer])[] {
  const found: [string, Buffer][] = [];
  for (let at = pngSignature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    found.push([png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length)]);
    at += length + 12;
  }
  return found;
}

const rules: readonly (readonly [string, (x: number, y: number) => number])[] = [
  ['one colour', () => 7],
  ['a slope', (x, y) => x * 3 + y * 5],
  ['columns', (x) => (x % 3) * 90],
  ['noise', (x, y) => (x * 7919 + y * 104_729) ** 2 % 251],
];

for (const [name, rule] of rules) {
  test(`${name} is read as it was written`, () => {
    const drawn = picture(23, 17, rule);
    const all = { x: 0, y: 0, width: 23, height: 17 };
    const png = Buffer.concat([pngSignature, headerChunk(drawn), chunk('IDAT', imageData(drawn, all))]);
    assert.deepEqual(readPng(png), drawn);
  });
}

test('a frame holds the rectangle that changed', () => {
  const before = picture(20, 10, () => 1);
  const after = picture(20, 10, (x, y) => (x >= 4 && x < 9 && y === 6 ? 2 : 1));
  assert.deepEqual(changed(before, after), { x: 4, y: 6, width: 5, height: 1 });
  const parts = chunks(
    animatedPng([before, after, after].map((one, index) => ({ picture: one, milliseconds: 500 + index }))),
  );
  assert.deepEqual(
    parts.map(([type]) => type),
    ['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'fcTL', 'fdAT', 'IEND'],
  );
  const controls = parts.filter(([type]) => type === 'fcTL').map(([, body]) => body);
  assert.deepEqual(
    controls.map((body) => [0, 4, 8, 12, 16].map((at) => body.readUInt32BE(at))),
    [
      [0, 20, 10, 0, 0],
      [1, 5, 1, 4, 6],
      [3, 1, 1, 0, 0],
    ],
  );
  assert.deepEqual(
    controls.map((body) => body.readUInt16BE(20)),
    [500, 501, 502],
  );
});

test('pictures of different sizes make no story', () => {
  const frames = [picture(2, 2, () => 1), picture(3, 2, () => 1)];
  assert.throws(
    () => animatedPng(frames.map((one) => ({ picture: one, milliseconds: 1 }))),
    /unequal-pictures/,
  );
});
