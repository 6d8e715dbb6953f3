import type { ValueType } from '../model/valueType.ts';
import { compiler } from './compiler.ts';
import { contextMember } from './contextType.ts';
import { createTypeReader } from './typeReader.ts';

/**
 * The type that a workflow's steps give their session, read from the `session` of the `Context<…>` that they take. Null
 * where no step names one.
 */
export function sessionTypeOf(file: string, text: string, workflow: string): ValueType | null {
  const { ts: typescript } = compiler();
  const reader = createTypeReader(file, text);
  for (const member of reader.classOf(workflow)?.members ?? []) {
    const found = typescript.isMethodDeclaration(member) ? contextMember(reader, member, 'session') : null;
    if (found !== null) return reader.read(found);
  }
  return null;
}
