import { legible } from '../model/legible.ts';

/** Rows in columns, each as wide as its widest cell. What a cell says may come from a recording, and stays on its line. */
export function table(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(legible));
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
