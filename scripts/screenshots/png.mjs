import { deflateSync, inflateSync } from 'node:zlib';
import { crc32 } from '../package/zip.mjs';

/** Bytes of a point: red, green, blue. */
const depth = 3;
export const pngSignature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** @typedef {{ readonly width: number, readonly height: number, readonly points: Uint8Array }} Picture */

/**
 * The points of a PNG as a browser's screenshot has them: eight bits, with or without transparency, which is dropped.
 * @param {Buffer} png
 * @returns {Picture}
 */
export function readPng(png) {
  const data = [];
  let [width, height, channels] = [0, 0, depth];
  for (let at = pngSignature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      const kinds = /** @type {Record<string, number>} */ ({ '8,2,0': 3, '8,6,0': 4 });
      channels = kinds[[body[8], body[9], body[12]].join()] ?? 0;
      if (channels === 0) throw new Error('unknown-png: only plain pictures of eight bits are read.');
    }
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  const raw = unfiltered(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  return { width, height, points: channels === depth ? raw : withoutAlpha(raw, width * height) };
}

/**
 * A rectangle of a picture as the data of a PNG.
 * @param {Picture} picture
 * @param {{ x: number, y: number, width: number, height: number }} part
 */
export function imageData({ width, points }, part) {
  const stride = part.width * depth;
  const rows = Buffer.alloc((stride + 1) * part.height);
  for (let row = 0; row < part.height; row++) {
    const start = ((part.y + row) * width + part.x) * depth;
    const line = points.subarray(start, start + stride);
    const above =
      row === 0
        ? new Uint8Array(stride)
        : points.subarray(start - width * depth, start - width * depth + stride);
    const best = [0, 1, 2, 4]
      .map((kind) => filtered(line, above, kind))
      .reduce((a, b) => (b.cost < a.cost ? b : a));
    rows[row * (stride + 1)] = best.kind;
    rows.set(best.bytes, row * (stride + 1) + 1);
  }
  return deflateSync(rows, { level: 9 });
}

/**
 * @param {string} type
 * @param {Uint8Array} body
 */
export function chunk(type, body) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const content = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
}

/**
 * @param {Picture} picture
 */
export function headerChunk({ width, height }) {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([8, 2, 0, 0, 0], 8);
  return chunk('IHDR', body);
}

/**
 * @param {Uint8Array} line
 * @param {Uint8Array} above
 * @param {number} kind of the format's filters: none, left, above, Paeth
 */
function filtered(line, above, kind) {
  const bytes = new Uint8Array(line.length);
  let cost = 0;
  for (let index = 0; index < line.length; index++) {
    const value = ((line[index] ?? 0) - predicted(kind, line, above, index, depth)) & 0xff;
    bytes[index] = value;
    cost += value < 128 ? value : 256 - value;
  }
  return { kind, bytes, cost };
}

/**
 * @param {Buffer} packed
 * @param {number} stride
 * @param {number} height
 * @param {number} channels
 */
function unfiltered(packed, stride, height, channels) {
  const points = new Uint8Array(stride * height);
  let above = new Uint8Array(stride);
  for (let row = 0; row < height; row++) {
    const start = row * (stride + 1);
    const kind = packed[start] ?? 0;
    const line = points.subarray(row * stride, (row + 1) * stride);
    for (let index = 0; index < stride; index++) {
      line[index] = ((packed[start + 1 + index] ?? 0) + predicted(kind, line, above, index, channels)) & 0xff;
    }
    above = line;
  }
  return points;
}

/**
 * @param {number} kind
 * @param {Uint8Array} line
 * @param {Uint8Array} above
 * @param {number} index
 * @param {number} channels
 */
function predicted(kind, line, above, index, channels) {
  const left = line[index - channels] ?? 0;
  const up = above[index] ?? 0;
  switch (kind) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    default: {
      const corner = above[index - channels] ?? 0;
      const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
      return a <= b && a <= c ? left : b <= c ? up : corner;
    }
  }
}

/**
 * @param {Uint8Array} points
 * @param {number} count
 */
function withoutAlpha(points, count) {
  const plain = new Uint8Array(count * depth);
  for (let index = 0; index < count; index++) {
    plain.set(points.subarray(index * 4, index * 4 + depth), index * depth);
  }
  return plain;
}
