import { appendFileSync } from 'node:fs';

/** The world outside of a run: what was delivered stays delivered, wherever the run goes. */
export const delivered: string[] = [];

/** Delivers a letter; a process that is watched by another writes it into the file that `LEDGER` names, too. */
export function deliver(text: string): string {
  delivered.push(text);
  const ledger = process.env['LEDGER'];
  if (ledger !== undefined) appendFileSync(ledger, `${text}\n`);
  return `got ${text}`;
}
