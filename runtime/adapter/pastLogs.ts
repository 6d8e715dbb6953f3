import { arrivalAt } from './arrival.ts';
import { ask } from './point.ts';
import type { SessionContext } from './sessionContext.ts';

/** More than these a log point prints of the past neither in lines nor in time. */
const mostLines = 1_000;
const longestMs = 1_000;

/**
 * Prints what the log points that are new have to say of the steps that are recorded already, as if they had been there
 * from the start.
 */
export function printPastLogs(context: SessionContext): void {
  const { breakpoints, debuggee } = context;
  if (!debuggee || context.stage !== 'going') return;
  const points = breakpoints.newLogPoints();
  if (points.length === 0) return;
  const { timeline } = debuggee.cursor;
  const lines: { readonly text: string; readonly k: number }[] = [];
  // The time of this process: another that keeps the machine busy costs no lines.
  const begun = process.cpuUsage();
  let k = 0;
  for (; k <= timeline.head && lines.length < mostLines; k++) {
    if (process.cpuUsage(begun).user > longestMs * 1_000) break;
    const arrival = arrivalAt(timeline, k);
    for (const point of points) {
      if (!ask(point, arrival, k, (n) => arrivalAt(timeline, n)).hit || point.log === null) continue;
      lines.push({ text: point.log(arrival.names()), k });
    }
  }
  if (lines.length === 0) return;
  const part = k > timeline.head ? '' : ` up to step ${k - 1}, where printing was stopped`;
  context.event('output', {
    category: 'stdout',
    output: `Log points, in what is recorded${part}:\n`,
    group: 'start',
  });
  for (const line of lines) {
    const at = line.k === 0 ? null : timeline.frame(line.k).at;
    context.output('stdout', `#${line.k}  ${line.text}\n`, at);
  }
  context.event('output', { category: 'stdout', output: '', group: 'end' });
}
