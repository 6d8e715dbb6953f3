import type { FromWebview, LeftOpen } from '../runtime/model/pageProtocol.ts';
import type { ValuePlace } from '../runtime/model/recorded.ts';
import type { WorkflowPlace } from '../runtime/model/workerProtocol.ts';

/** The message that a webview posted; null when it is none of ours. */
export function readFromWebview(message: unknown): FromWebview | null {
  if (typeof message !== 'object' || message === null) return null;
  const { type: kind, file, line, column, beside, state, workflow, message: text } = message as Loose;
  const { from, to, k, path, against, branch, index, children, run, place, length } = message as Loose;
  switch (kind) {
    case 'ready':
      return { type: kind };
    case 'reveal':
      return isText(file) && isLine(line) && isLine(column) && typeof beside === 'boolean'
        ? { type: kind, file, line, column, beside }
        : null;
    case 'toggleStateBreakpoint':
      return isText(state) && (workflow === null || isPlace(workflow))
        ? { type: kind, state, workflow }
        : null;
    case 'children':
      return Array.isArray(children) && children.every(isPlace) ? { type: kind, children } : null;
    case 'leftOpen':
      return readLeftOpen(message);
    case 'toggleTransitionBreakpoint':
      return isText(from) && isText(to) && isText(file) && isLine(line)
        ? { type: kind, from, to, file, line }
        : null;
    case 'choose':
      return isText(workflow) ? { type: kind, workflow } : null;
    case 'history':
      return isLine(from) ? { type: kind, from } : null;
    case 'travel':
    case 'step':
      return isPosition(k) ? { type: kind, k } : null;
    case 'values':
      return isPosition(k) && isPath(path) && isText(branch) ? { type: kind, k, path, branch } : null;
    case 'openState':
      return isPosition(k) && (against === null || isPosition(against)) && isText(branch)
        ? { type: kind, k, against, branch }
        : null;
    case 'openValue':
      return isValuePlace(place) && isPosition(length)
        ? { type: kind, place: { k: place.k, path: place.path }, length }
        : null;
    case 'editSession':
    case 'sendSignal':
    case 'heat':
    case 'family':
      return { type: kind };
    case 'openRun':
      return isText(run) ? { type: kind, run } : null;
    case 'copyCall':
    case 'editAnswer':
      return isLine(k) && isPosition(index) ? { type: kind, k, index } : null;
    case 'layoutFailed':
      return isText(text) ? { type: kind, message: text } : null;
    default:
      kind satisfies undefined;
      return null;
  }
}

/** What somebody left open; null for anything else. It is kept between sessions, so it is read with care both times. */
export function readLeftOpen(value: unknown): LeftOpen | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type: kind, children, details } = value as Loose;
  const sound =
    kind === 'leftOpen' && Array.isArray(children) && children.every(isText) && typeof details === 'boolean';
  return sound ? { type: kind, children, details } : null;
}

type Loose = {
  readonly [Key in
    | 'file'
    | 'line'
    | 'column'
    | 'beside'
    | 'state'
    | 'workflow'
    | 'message'
    | 'from'
    | 'to'
    | 'k'
    | 'path'
    | 'against'
    | 'branch'
    | 'index'
    | 'children'
    | 'run'
    | 'place'
    | 'length'
    | 'details']?: unknown;
} & {
  readonly type?: FromWebview['type'];
};

function isPlace(value: unknown): value is WorkflowPlace {
  if (typeof value !== 'object' || value === null) return false;
  const { file, workflow } = value as Loose;
  return isText(file) && isText(workflow);
}

function isValuePlace(value: unknown): value is ValuePlace {
  if (typeof value !== 'object' || value === null) return false;
  const { k, path } = value as Loose;
  return isPosition(k) && isPath(path);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isLine(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((key) => isText(key) || Number.isSafeInteger(key));
}
