import { lineAt, openLines } from '../language/line.ts';
import type { Snapshot } from '../language/snapshot.ts';
import { DapError } from './dapError.ts';
import { signalWait, sleepWait } from './waitWords.ts';

/** The main line of the run. */
export const mainThread = 1;

/** Lines as the threads of a debugger: a line keeps its id for the whole session. */
export interface Threads {
  idOf(branch: string): number;
  /** @throws DapError `no-such-thread` */
  lineOf(id: number | undefined): string;
}

export function createThreads(): Threads {
  const lines = [''];
  return {
    idOf(branch) {
      const known = lines.indexOf(branch);
      return known < 0 ? lines.push(branch) : known + 1;
    },
    lineOf(id) {
      const branch = lines[(id ?? mainThread) - 1];
      if (branch !== undefined) return branch;
      throw new DapError('no-such-thread', `There is no thread ${id}: ask for the threads again.`);
    },
  };
}

/** The open lines of a run, the main one first, each with where it stands. */
export function linesOf(
  snapshot: Snapshot,
): readonly { readonly branch: string; readonly state: string; readonly waits: boolean }[] {
  return ['', ...openLines(snapshot)].map((branch) => ({ branch, ...standingAt(snapshot, branch) }));
}

/** Where a line stands: its state, `#done` or `#failed`. */
export function standingAt(
  snapshot: Snapshot,
  branch: string,
): { readonly state: string; readonly waits: boolean } {
  const line = lineAt(snapshot, branch);
  if (line === null) return { state: '#done', waits: false };
  if (line.type === 'arm') return { state: line.state, waits: false };
  const { instance } = line;
  switch (instance.status) {
    case 'running':
      return { state: instance.state, waits: false };
    case 'waiting':
      return { state: instance.state, waits: true };
    case 'done':
      return { state: '#done', waits: false };
    case 'failed':
      return { state: '#failed', waits: false };
    default:
      return instance satisfies never;
  }
}

/** A branch or a child as the call stack lists it. */
export function lineName(snapshot: Snapshot, branch: string): string {
  const { state } = standingAt(snapshot, branch);
  const part = branch.slice(branch.lastIndexOf('/') + 1);
  const index = part.split('.')[1];
  const line = lineAt(snapshot, branch);
  const workflow = line?.type === 'workflow' ? `${line.instance.workflow} · ` : '';
  return index === undefined ? `${workflow}child ${branch}` : `${workflow}${state} · branch ${branch}`;
}

/** What a line waits for, in words; null when it does not wait. */
export function waitText(snapshot: Snapshot, branch: string): string | null {
  const line = lineAt(snapshot, branch);
  if (line?.type !== 'workflow' || line.instance.status !== 'waiting') return null;
  const { pending } = line.instance;
  switch (pending.type) {
    case 'timer':
      return sleepWait(pending.until);
    case 'signal':
      return signalWait(pending.signal, pending.until);
    case 'branches': {
      const ended = pending.arms.filter(({ status }) => status !== 'open').length;
      return `${ended} of ${pending.arms.length} branches have ended`;
    }
    case 'child':
      return `waits for ${pending.instance.workflow}`;
    default:
      return pending satisfies never;
  }
}
