/**
 * Lines: the main line of a run, its branches and its children, each a sequence of transitions of its own.
 *
 * A line's id is '' for the main line. The arm `i` of the fan-out that was the `n`th transition of its line is `n.i`
 * there, a child started by the `n`th is `n`; ids of lines inside others are joined with `/`, as in `2.0/3`.
 */
import { BackstepError } from './backstepError.ts';
import type { Json } from './json.ts';
import type { Arm, Instance, Pending } from './snapshot.ts';

/** Where a line stands: a workflow, or one step that handles an item of a fan-out. */
export type Line =
  | { readonly type: 'workflow'; readonly instance: Instance }
  | {
      readonly type: 'arm';
      readonly state: string;
      readonly item: Json;
      /** The workflow whose fan-out it is. */
      readonly instance: Instance;
      readonly fanOut: Branches;
    };

export type Branches = Extract<Pending, { readonly type: 'branches' }>;

/** A line that is still open; null when it has ended or was given up, or when there is none of that name. */
export function lineAt(root: Instance, id: string): Line | null {
  if (id === '') return { type: 'workflow', instance: root };
  let instance = root;
  for (const part of id.split('/')) {
    const inner = innerAt(instance, part);
    if (inner === null || inner.type === 'arm') return inner;
    instance = inner.instance;
  }
  return instance.status === 'running' || instance.status === 'waiting'
    ? { type: 'workflow', instance }
    : null;
}

/** Ids of all open lines below a workflow, those that wait for others of their own included. */
export function openLines(instance: Instance, id = ''): readonly string[] {
  if (instance.status !== 'waiting') return [];
  const { pending } = instance;
  const below = (number: string): string => joinLine(id, number);
  if (pending.type === 'child') {
    const line = below(String(instance.steps));
    return isOver(pending.instance) ? [] : [line, ...openLines(pending.instance, line)];
  }
  if (pending.type !== 'branches' || isDecided(pending)) return [];
  return pending.arms.flatMap((arm, index) => {
    if (arm.status !== 'open') return [];
    const line = below(`${instance.steps}.${index}`);
    return arm.instance === null ? [line] : [line, ...openLines(arm.instance, line)];
  });
}

/** The id of a line inside another. */
export function joinLine(outer: string, part: string): string {
  return outer === '' ? part : `${outer}/${part}`;
}

/** The id of the line that a line is inside of; null for the main line. */
export function outerLine(id: string): string | null {
  if (id === '') return null;
  const at = id.lastIndexOf('/');
  return at < 0 ? '' : id.slice(0, at);
}

/** True when a fan-out can join: every arm has ended, or one failed that nobody collects. */
export function isDecided(pending: Branches): boolean {
  if (pending.onBranchError === 'fail' && pending.arms.some(({ status }) => status === 'failed')) return true;
  return pending.arms.every(({ status }) => status !== 'open');
}

export function isOver(instance: Instance): boolean {
  return instance.status === 'done' || instance.status === 'failed';
}

/**
 * A workflow in which the line of that id, below it, is replaced by what `change` makes of it.
 *
 * @throws BackstepError `frame-mismatch` when the line is not open
 */
export function changeLine(
  outer: Instance,
  id: string,
  change: { workflow(instance: Instance): Instance; arm(line: Line & { type: 'arm' }): Arm },
): Instance {
  if (id === '') return change.workflow(outer);
  const slash = id.indexOf('/');
  const part = slash < 0 ? id : id.slice(0, slash);
  const rest = slash < 0 ? '' : id.slice(slash + 1);
  const inner = innerAt(outer, part);
  if (inner === null || outer.status !== 'waiting' || (inner.type === 'arm' && rest !== '')) {
    throw new BackstepError(
      'frame-mismatch',
      `A recorded step of the branch ${id} does not fit the run: that branch is not open there. The recording is damaged.`,
    );
  }
  const { pending } = outer;
  if (pending.type === 'child') {
    const instance = changeLine(pending.instance, rest, change);
    return { ...outer, pending: { ...pending, instance } };
  }
  const arm =
    inner.type === 'arm'
      ? change.arm(inner)
      : changedArm(inner.item, changeLine(inner.instance, rest, change));
  const arms = (pending as Branches).arms.with(Number(part.split('.')[1]), arm);
  return { ...outer, pending: { ...(pending as Branches), arms } };
}

function changedArm(item: Json, instance: Instance): Arm {
  if (instance.status === 'done') return { status: 'done', item, value: instance.output, undoable: false };
  if (instance.status === 'failed') return { status: 'failed', item, error: instance.error };
  return { status: 'open', item, instance };
}

type Inner =
  | { readonly type: 'child'; readonly instance: Instance; readonly item: Json }
  | (Line & { readonly type: 'arm' });

function innerAt(instance: Instance, part: string): Inner | null {
  if (instance.status !== 'waiting') return null;
  const { pending } = instance;
  const [number, index] = part.split('.');
  if (Number(number) !== instance.steps) return null;
  if (pending.type === 'child' && index === undefined) {
    return { type: 'child', instance: pending.instance, item: null };
  }
  if (pending.type !== 'branches' || index === undefined || isDecided(pending)) return null;
  const arm = pending.arms[Number(index)];
  if (arm?.status !== 'open') return null;
  if (arm.instance !== null) return { type: 'child', instance: arm.instance, item: arm.item };
  if (!('state' in pending.branch)) return null;
  return { type: 'arm', state: pending.branch.state, item: arm.item, instance, fanOut: pending };
}
