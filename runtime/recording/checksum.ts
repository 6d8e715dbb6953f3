import * as zlib from 'node:zlib';

/** CRC-32 (IEEE) of the first `length` bytes from `start`: finds torn and damaged records, not forged ones. */
export function checksum(bytes: Uint8Array, start: number, end: number): number {
  const part = bytes.subarray(start, end);
  return native === undefined ? portable(part) : native(part);
}

// Node has had its own since 20.15; the smallest version supported is older.
const native: ((data: Uint8Array) => number) | undefined = (
  zlib as { readonly crc32?: (data: Uint8Array) => number }
).crc32;

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The same sum without Node's help. */
export function portable(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ (table[(sum ^ byte) & 0xff] as number);
  return (sum ^ 0xffffffff) >>> 0;
}
