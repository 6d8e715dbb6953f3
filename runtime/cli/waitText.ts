import { momentText, type Wait } from '../language/waits.ts';

/** What a run waits for, to stand after "waits". */
export function waitText(waits: readonly Wait[]): string {
  return [...new Set(waits.map(one))].join(', and ');
}

function one({ signal, until }: Wait): string {
  const time = until === null ? '' : `until ${momentText(until)}`;
  return signal === null ? time : `for the signal ${signal}${time && ` ${time}`}`;
}
