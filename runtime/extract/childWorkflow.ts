import type { ChildWorkflow } from '../model/graph.ts';
import type { Evaluator } from './evaluator.ts';
import { rangeOf } from './range.ts';
import type { Alternatives, Value } from './value.ts';
import { childName } from './workflowClass.ts';

/** The workflow that an argument names; null where it may be one of several, or none. */
export function childWorkflow(evaluator: Evaluator, values: Alternatives): ChildWorkflow | null {
  const [only, ...others] = values;
  if (only === undefined || others.length > 0) return null;
  const { value } = only;
  if (value.type === 'class') {
    const workflow = childName(evaluator, value);
    return workflow === null ? null : { workflow, file: rangeOf(value.node).file };
  }
  if (value.type === 'literal' && typeof value.value === 'string')
    return { workflow: value.value, file: null };
  return isImportedClass(value) ? { workflow: nameOf(value.node.getText()), file: null } : null;
}

/** A name that is not a state but may well be a workflow in a package that is not followed. */
export function isImportedClass(value: Value): value is Extract<Value, { readonly type: 'unknown' }> {
  return value.type === 'unknown' && /^[A-Z]\w*[a-z]\w*$/.test(nameOf(value.node.getText()));
}

function nameOf(expression: string): string {
  return expression.replace(/^.*\./, '');
}
