import type { ValueType } from '../runtime/model/valueType.ts';

/** Whether a workflow cannot begin without an input: one that takes null, or whatever comes, needs none. */
export function needsInput(type: ValueType | null): boolean {
  if (type === null) return false;
  switch (type.type) {
    case 'any':
    case 'null':
      return false;
    case 'union':
      return type.of.every(needsInput);
    case 'string':
    case 'number':
    case 'boolean':
    case 'literal':
    case 'array':
    case 'object':
      return true;
    default:
      return type satisfies never;
  }
}
