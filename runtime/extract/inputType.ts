import type { ValueType } from '../model/valueType.ts';
import { contextMember } from './contextType.ts';
import { methodOf } from './dataType.ts';
import { createTypeReader } from './typeReader.ts';

/**
 * The type that a workflow gives its input, read from its start step: from the data that it takes, or from the `input` of
 * its `Context<…>`. `any` where the data may be left out, null where nothing is written.
 */
export function inputTypeOf(file: string, text: string, workflow: string, start: string): ValueType | null {
  const reader = createTypeReader(file, text);
  const method = methodOf(reader, workflow, start);
  const data = method?.parameters[0];
  if (!method || !data) return null;
  if (data.questionToken || data.initializer) return { type: 'any' };
  const given = data.type ? reader.read(data.type) : null;
  if (given !== null && given.type !== 'any') return given;
  const named = contextMember(reader, method, 'input');
  return named === null ? given : reader.read(named);
}
