import type { ValueType } from '../model/valueType.ts';
import { compiler, type ts } from './compiler.ts';
import { createTypeReader, deepest } from './typeReader.ts';

/**
 * The type that a workflow's steps give their session, read from the `session` of the `Context<…>` that they take. Types
 * of the same file are followed; whatever is imported or computed is `any`. Null where no step names one.
 */
export function sessionTypeOf(file: string, text: string, workflow: string): ValueType | null {
  const { ts: typescript } = compiler();
  const { named, read, classOf } = createTypeReader(file, text);
  let found: ts.TypeNode | null = null;
  for (const member of classOf(workflow)?.members ?? []) {
    if (found !== null || !typescript.isMethodDeclaration(member)) continue;
    const type = member.parameters[1]?.type;
    found = (type && sessionIn(type, 0)) ?? null;
  }
  return found === null ? null : read(found);

  function tooDeep(depth: number): boolean {
    return depth > deepest;
  }

  function sessionIn(type: ts.TypeNode, depth: number): ts.TypeNode | null {
    if (!typescript.isTypeReferenceNode(type) || tooDeep(depth)) return null;
    const name = type.typeName.getText();
    const alias = named.get(name);
    if (alias && typescript.isTypeAliasDeclaration(alias)) return sessionIn(alias.type, depth + 1);
    const [shape] = type.typeArguments ?? [];
    if (name !== 'Context' || !shape) return null;
    return memberOf(shape, depth);
  }

  function memberOf(shape: ts.TypeNode, depth: number): ts.TypeNode | null {
    if (typescript.isTypeReferenceNode(shape) && !tooDeep(depth)) {
      const declared = named.get(shape.typeName.getText());
      if (declared && typescript.isTypeAliasDeclaration(declared)) return memberOf(declared.type, depth + 1);
      return declared && typescript.isInterfaceDeclaration(declared) ? sessionMember(declared.members) : null;
    }
    return typescript.isTypeLiteralNode(shape) ? sessionMember(shape.members) : null;
  }

  function sessionMember(members: ts.NodeArray<ts.TypeElement>): ts.TypeNode | null {
    const session = members.find((member) => member.name?.getText() === 'session');
    return session && typescript.isPropertySignature(session) ? (session.type ?? null) : null;
  }
}
