import { DapError } from './dapError.ts';

const kept = 'All finished steps are kept; going on starts a new host from here.';

/** With these no host came to be, and nothing in the program need be mended before the next is tried. */
const unstarted = new Set(['host-lost', 'host-silent', 'host-start-failed', 'terminal-failed']);

/** What a session says whose host is gone; `inside` is the step that was under way, if one was. */
export function lossReport(
  how: string,
  inside: { readonly state: string; readonly step: number } | null,
): string {
  const where = inside === null ? '' : ` inside ${inside.state}, step ${inside.step}`;
  return `The host ended${where}: ${how.replace(/\.$/, '')}. ${kept}`;
}

/** What a session says that cannot go on for a reason: that it stands where it did, when there is just no host to go on with. */
export function failureReport(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (!(error instanceof DapError && unstarted.has(error.code))) return text;
  return `${text.trim().replace(/\.$/, '')}. ${kept}`;
}
