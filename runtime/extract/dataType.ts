import type { ValueType } from '../model/valueType.ts';
import { compiler } from './compiler.ts';
import { createTypeReader } from './typeReader.ts';

/**
 * The type that a step gives its data, read from the first parameter of its method: that of the workflow's class, or of
 * another class of the file, which may be its base. Null where none is written.
 */
export function dataTypeOf(file: string, text: string, workflow: string, method: string): ValueType | null {
  const { ts: typescript } = compiler();
  const { source, read, classOf } = createTypeReader(file, text);
  const classes = [classOf(workflow), ...source.statements.filter(typescript.isClassDeclaration)];
  const methods = classes.flatMap((one) => [...(one?.members ?? [])]).filter(typescript.isMethodDeclaration);
  // An overload has no body, and the decorator stands at the one that has.
  const found = methods.find(({ name, body }) => name.getText() === method && body !== undefined);
  const type = found?.parameters[0]?.type;
  return type === undefined ? null : read(type);
}
