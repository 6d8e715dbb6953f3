import { chunk, headerChunk, imageData, pngSignature } from './png.mjs';

/** @typedef {import('./png.mjs').Picture} Picture */

/**
 * Pictures of one size as one that moves, over and over: an animated PNG, of which each further picture holds only the
 * rectangle that changed. Whoever cannot play it sees the first.
 * @param {readonly { readonly picture: Picture, readonly milliseconds: number }[]} frames
 * @returns {Buffer}
 */
export function animatedPng(frames) {
  const [first] = frames;
  if (first === undefined) throw new Error('nothing-to-show: an animation needs a picture.');
  const { width, height } = first.picture;
  const parts = [pngSignature, headerChunk(first.picture), chunk('acTL', words(frames.length, 0))];
  let sequence = 0;
  /** @type {Picture | null} */
  let before = null;
  for (const { picture, milliseconds } of frames) {
    if (picture.width !== width || picture.height !== height) {
      throw new Error(`unequal-pictures: ${picture.width}×${picture.height} among ${width}×${height}.`);
    }
    const part = before === null ? { x: 0, y: 0, width, height } : changed(before, picture);
    parts.push(chunk('fcTL', control(sequence++, part, milliseconds)));
    const data = imageData(picture, part);
    parts.push(
      before === null ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([words(sequence++), data])),
    );
    before = picture;
  }
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}

/**
 * The smallest rectangle around all that differs; one point where nothing does, since a frame cannot be empty.
 * @param {Picture} before
 * @param {Picture} after
 */
export function changed(before, after) {
  const { width, height } = after;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      if (
        before.points[at] === after.points[at] &&
        before.points[at + 1] === after.points[at + 1] &&
        before.points[at + 2] === after.points[at + 2]
      )
        continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return { x: 0, y: 0, width: 1, height: 1 };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * @param {number} sequence
 * @param {{ x: number, y: number, width: number, height: number }} part
 * @param {number} milliseconds
 */
function control(sequence, { x, y, width, height }, milliseconds) {
  const delay = Buffer.alloc(6);
  delay.writeUInt16BE(milliseconds, 0);
  delay.writeUInt16BE(1000, 2);
  // It stays, and the next one is put over it.
  return Buffer.concat([words(sequence, width, height, x, y), delay]);
}

/** @param {number[]} values */
function words(...values) {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
