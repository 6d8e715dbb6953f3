import { compiler, type ts } from './compiler.ts';
import { deepest, type TypeReader } from './typeReader.ts';

/** What the `Context<…>` that a method takes says of the session or the input; null where it says nothing. */
export function contextMember(
  { declared }: TypeReader,
  method: ts.MethodDeclaration,
  wanted: 'session' | 'input',
): ts.TypeNode | null {
  const { ts: typescript } = compiler();
  const type = method.parameters[1]?.type;
  return (type && inContext(type, 0)) ?? null;

  function tooDeep(depth: number): boolean {
    return depth > deepest;
  }

  function inContext(type: ts.TypeNode, depth: number): ts.TypeNode | null {
    if (!typescript.isTypeReferenceNode(type) || tooDeep(depth)) return null;
    const name = type.typeName.getText();
    const alias = declared(name, type);
    if (alias && typescript.isTypeAliasDeclaration(alias)) return inContext(alias.type, depth + 1);
    const [shape] = type.typeArguments ?? [];
    if (name !== 'Context' || !shape) return null;
    return memberOf(shape, depth);
  }

  function memberOf(shape: ts.TypeNode, depth: number): ts.TypeNode | null {
    if (typescript.isTypeReferenceNode(shape) && !tooDeep(depth)) {
      const found = declared(shape.typeName.getText(), shape);
      if (found && typescript.isTypeAliasDeclaration(found)) return memberOf(found.type, depth + 1);
      return found && typescript.isInterfaceDeclaration(found) ? among(found.members) : null;
    }
    return typescript.isTypeLiteralNode(shape) ? among(shape.members) : null;
  }

  function among(members: ts.NodeArray<ts.TypeElement>): ts.TypeNode | null {
    const found = members.find((member) => member.name?.getText() === wanted);
    return found && typescript.isPropertySignature(found) ? (found.type ?? null) : null;
  }
}
