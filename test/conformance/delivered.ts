import { appendFileSync, writeFileSync } from 'node:fs';

/** The world outside of a run: what was delivered stays delivered, wherever the run goes. */
export const delivered: string[] = [];

/** A file by which another process watches this one. */
const ledger = process.env['LEDGER'];
if (ledger !== undefined) writeFileSync(`${ledger}.pid`, String(process.pid));

/** Delivers a letter; a process that is watched writes it into its ledger, too. */
export function deliver(text: string): string {
  delivered.push(text);
  if (ledger !== undefined) appendFileSync(ledger, `${text}\n`);
  return `got ${text}`;
}
