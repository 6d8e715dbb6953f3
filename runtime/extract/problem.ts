import type { Problem, Severity } from '../model/graph.ts';
import type { Range } from './range.ts';

/** Every code that extraction reports, with how grave it is. The codes are stable: settings and tests name them. */
export const severities = {
  'missing-step': 'error',
  'duplicate-step': 'error',
  'duplicate-state': 'error',
  'bad-state-name': 'error',
  'unknown-state': 'error',
  'no-states': 'error',
  'start-not-a-state': 'error',
  'unknown-option': 'error',
  'syntax-error': 'error',
  'file-not-readable': 'error',
  'extraction-failed': 'error',
  'compensation-without-step': 'error',
  'bad-return': 'error',
  'lost-directive': 'error',
  'branch-writes-session': 'error',
  'non-json-session': 'error',
  'unreachable-state': 'warning',
  'unknown-target': 'warning',
  'unknown-base': 'warning',
  'misplaced-step': 'warning',
  'missing-import': 'warning',
  'dead-end': 'warning',
  'ring-without-exit': 'warning',
  'join-unreachable': 'warning',
  'branch-never-finishes': 'warning',
  'session-path-never-written': 'warning',
  'instance-field-across-steps': 'warning',
  'static-field-across-steps': 'warning',
  'options-not-static': 'warning',
  'wait-without-timeout': 'information',
  'implicit-done': 'information',
  'no-workflow': 'information',
} as const satisfies { readonly [code: string]: Severity };

export type ProblemCode = keyof typeof severities;

export function problem(code: ProblemCode, range: Range, message: string): Problem {
  const { file, line, column, endLine, endColumn } = range;
  return { code, severity: severities[code], message, file, line, column, endLine, endColumn };
}
