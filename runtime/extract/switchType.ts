import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import type { Place } from './scope.ts';

/** True when the cases of a switch without `default` cover all values that its subject's type allows. */
export function coversType(_evaluator: Evaluator, _node: ts.SwitchStatement, _place: Place): boolean {
  return false;
}
