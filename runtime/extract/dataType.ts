import type { ValueType } from '../model/valueType.ts';
import { compiler, type ts } from './compiler.ts';
import { createTypeReader, type TypeReader } from './typeReader.ts';

/**
 * The type that a step gives its data, read from the first parameter of its method: that of the workflow's class, or of
 * another class of the file, which may be its base. Null where none is written.
 */
export function dataTypeOf(file: string, text: string, workflow: string, method: string): ValueType | null {
  const reader = createTypeReader(file, text);
  const type = methodOf(reader, workflow, method)?.parameters[0]?.type;
  return type === undefined ? null : reader.read(type);
}

/** The method that has a body: of an overload, the decorator stands at that one. */
export function methodOf(
  { source, classOf }: TypeReader,
  workflow: string,
  method: string,
): ts.MethodDeclaration | null {
  const { ts: typescript } = compiler();
  const classes = [classOf(workflow), ...source.statements.filter(typescript.isClassDeclaration)];
  const methods = classes.flatMap((one) => [...(one?.members ?? [])]).filter(typescript.isMethodDeclaration);
  return methods.find(({ name, body }) => name.getText() === method && body !== undefined) ?? null;
}
