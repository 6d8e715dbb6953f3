/**
 * Reads the one row of the table `run` from a database file without loading the file: a list of runs would otherwise
 * read every byte of every recording. Knows just enough of SQLite's file format (https://sqlite.org/fileformat.html)
 * for that, and answers null wherever a file is not exactly as expected: SQLite itself then has the last word.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { diskError } from './failure.ts';

/** A column value as far as lists need them. */
export type PeekedValue = string | number | null;

export interface Peeked {
  /** The file's first 100 bytes. */
  readonly header: Buffer;
  /** The leading columns of the row, as many as lie on its own page; null when it was not found. */
  readonly row: readonly PeekedValue[] | null;
}

/** @throws BackstepError when the file cannot be read. */
export function peekRun(path: string): Peeked {
  try {
    const fd = openSync(path, 'r');
    try {
      const header = readAt(fd, 0, 100);
      const size = header.length < 100 ? 0 : header.readUInt16BE(16);
      const pages: Pages = { fd, size: size === 1 ? 65536 : size, reserved: header[20] ?? 0 };
      return { header, row: pages.size < 512 ? null : findRow(pages) };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (error instanceof RangeError) return { header: Buffer.alloc(0), row: null };
    throw diskError(error, 'read', path);
  }
}

interface Pages {
  readonly fd: number;
  readonly size: number;
  readonly reserved: number;
}

interface Cell {
  readonly columns: readonly PeekedValue[];
}

function findRow(pages: Pages): readonly PeekedValue[] | null {
  for (const entry of cells(pages, 1, MOST_PAGES)) {
    const [type, name, , root] = entry.columns;
    if (type !== 'table' || name !== 'run' || typeof root !== 'number') continue;
    for (const row of cells(pages, root, 1)) return row.columns;
    return null;
  }
  return null;
}

/** The rows of a table, in order; looks at no more than `most` pages. */
function* cells(pages: Pages, root: number, most: number): Generator<Cell> {
  const open = [root];
  for (let looked = 0; open.length > 0 && looked < most; looked++) {
    const number = open.shift() as number;
    if (number < 1) return;
    const page = readAt(pages.fd, (number - 1) * pages.size, pages.size);
    if (page.length < pages.size) return;
    const start = number === 1 ? 100 : 0;
    const type = page[start];
    const count = page.readUInt16BE(start + 3);
    if (type !== LEAF && type !== INTERIOR) return;
    const first = start + (type === LEAF ? 8 : 12);
    const children: number[] = [];
    for (let index = 0; index < count; index++) {
      const cell = page.readUInt16BE(first + 2 * index);
      if (type === INTERIOR) children.push(page.readUInt32BE(cell));
      else yield { columns: record(page, cell, pages.size - pages.reserved) };
    }
    if (type === INTERIOR) open.unshift(...children, page.readUInt32BE(start + 8));
  }
}

/** The leading columns of a record that lie on the page. */
function record(page: Buffer, cell: number, usable: number): readonly PeekedValue[] {
  const payload = varint(page, cell);
  const rowid = varint(page, payload.end);
  const start = rowid.end;
  const end = start + localSize(payload.value, usable);
  const header = varint(page, start);
  const columns: PeekedValue[] = [];
  let at = start + header.value;
  for (let next = header.end; next < start + header.value && next < end; ) {
    const type = varint(page, next);
    next = type.end;
    const size = sizeOf(type.value);
    if (at + size > end) return columns;
    columns.push(column(page, at, type.value, size));
    at += size;
  }
  return columns;
}

/** How much of a payload is on the leaf itself; the rest is on overflow pages. */
function localSize(payload: number, usable: number): number {
  if (payload <= usable - 35) return payload;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const local = least + ((payload - least) % (usable - 4));
  return local <= usable - 35 ? local : least;
}

function sizeOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0;
}

function column(page: Buffer, at: number, type: number, size: number): PeekedValue {
  if (type === 0) return null;
  if (type === 7) return page.readDoubleBE(at);
  if (type === 6) return Number(page.readBigInt64BE(at));
  if (type < 6) return page.readIntBE(at, size);
  if (type === 8 || type === 9) return type - 8;
  return page.toString('utf8', at, at + size);
}

function varint(page: Buffer, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = page.readUInt8(at + index);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return { value: value * 256 + page.readUInt8(at + 8), end: at + 9 };
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, position));
}

const LEAF = 13;
const INTERIOR = 5;
/** The schema fills one page or two; more is not ours. */
const MOST_PAGES = 16;
