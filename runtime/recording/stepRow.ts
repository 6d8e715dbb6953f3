import type { Directive } from '../language/directive.ts';
import type { Asked, StepRow } from '../model/recorded.ts';
import type { Frame } from '../model/run.ts';
import { usageOfFrame } from '../model/usage.ts';
import { sessionChanges } from './fold.ts';

/** The step that led to position k, in one line. */
export function stepRow(k: number, frame: Frame): StepRow {
  const paths = sessionChanges(frame).map(({ path }) => path.join('.'));
  return {
    k,
    branch: frame.branch,
    state: frame.state,
    workflow: frame.workflow ?? null,
    next: frame.next,
    asked: frame.next === '#waiting' ? askedBy(frame.directive) : null,
    wake: frame.wake ?? null,
    undoes: frame.undoes ?? false,
    line: frame.at?.line ?? null,
    startedAt: frame.startedAt,
    durationMs: frame.durationMs,
    attempts: frame.attempts.length,
    calls: frame.calls.length,
    changed: [...new Set(paths)].slice(0, mostPaths),
    edited: frame.edits.length > 0,
    error: frame.error?.message ?? null,
    usage: usageOfFrame(frame),
  };
}

function askedBy(directive: Directive): Asked | null {
  switch (directive.directive) {
    case 'waitFor':
      return { type: 'signal', name: directive.signal };
    case 'sleep':
      return { type: 'time', ms: directive.durationMs };
    case 'fanOut':
      return { type: 'branches', count: directive.items.length };
    case 'child':
      return { type: 'child', workflow: directive.workflow };
    default:
      return null;
  }
}

/** Names of changed paths in one line; a step that sorts a long list of objects changes thousands. */
const mostPaths = 8;
