import type { Cursor } from './cursor.ts';
import { DapError } from './dapError.ts';
import type { CodeLaunch } from './launchArguments.ts';

/** With these no host came to be: the session stands where it did, whatever has to be mended before the next is tried. */
const unstarted = new Set(['host-lost', 'host-silent', 'host-start-failed', 'terminal-failed']);
const another = '; going on starts a new host from here';

/** What a session says whose host is gone; `inStep` when a step was under way. */
export function lossReport(how: string, inStep: boolean, cursor: Cursor, launch: CodeLaunch): string {
  const where = inStep ? ` inside ${cursor.state}, step ${cursor.k + 1}` : '';
  return withKept(`The host ended${where}: ${how}`, another, cursor, launch);
}

/** What a session says that cannot go on for a reason: that it stands where it did, when there is just no host to go on with. */
export function failureReport(error: unknown, cursor: Cursor, launch: CodeLaunch): string {
  const text = error instanceof Error ? error.message : String(error);
  if (!(error instanceof DapError && unstarted.has(error.code))) return text;
  // Whatever is no signal may well come again with the next host.
  const bySignal = text.startsWith('The host ended with signal ');
  return withKept(text, bySignal ? another : '', cursor, launch);
}

/** Without debugging the session ends there, and only the command line takes its run on. */
function withKept(text: string, wayOn: string, { timeline }: Cursor, { noDebug }: CodeLaunch): string {
  const way = noDebug ? `: go on with \`backstep resume ${timeline.header.id}\`` : wayOn;
  const kept = `All finished steps are kept${way}.`;
  const said = text.trim();
  // What a process printed has its own lines and ends as it likes.
  return said.includes('\n') ? `${said}\n${kept}` : `${said.replace(/\.$/, '')}. ${kept}`;
}
