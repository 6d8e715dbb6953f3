import type { ValueType } from '../model/valueType.ts';
import { compiler, type ts } from './compiler.ts';

const any: ValueType = { type: 'any' };

/** Recursive types, and chains of names, end here. */
export const deepest = 12;

/**
 * The types of a file as far as they are written out there: types of the same file are followed; whatever is imported or
 * computed is `any`.
 */
export interface TypeReader {
  readonly source: ts.SourceFile;
  /** Interfaces and aliases by their names. */
  readonly named: ReadonlyMap<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>;
  read(type: ts.TypeNode): ValueType;
  /** The class of a workflow: by its own name, or the `name` that its decorator gives it. */
  classOf(workflow: string): ts.ClassDeclaration | null;
}

export function createTypeReader(file: string, text: string): TypeReader {
  const { ts: typescript } = compiler();
  const source = typescript.createSourceFile(file, text, typescript.ScriptTarget.Latest, true);
  const named = new Map<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>();
  const visit = (node: ts.Node): void => {
    if (typescript.isInterfaceDeclaration(node) || typescript.isTypeAliasDeclaration(node))
      named.set(node.name.text, node);
    typescript.forEachChild(node, visit);
  };
  visit(source);

  return {
    source,
    named,
    read: (type) => read(type, 0),
    classOf: (workflow) =>
      source.statements.filter(typescript.isClassDeclaration).find((one) => isWorkflow(one, workflow)) ??
      null,
  };

  function tooDeep(depth: number): boolean {
    return depth > deepest;
  }

  function read(type: ts.TypeNode, depth: number): ValueType {
    if (tooDeep(depth)) return any;
    const inner = (node: ts.TypeNode): ValueType => read(node, depth + 1);
    if (typescript.isParenthesizedTypeNode(type)) return inner(type.type);
    if (typescript.isTypeOperatorNode(type) && type.operator === typescript.SyntaxKind.ReadonlyKeyword)
      return inner(type.type);
    if (typescript.isArrayTypeNode(type)) return { type: 'array', items: inner(type.elementType) };
    if (typescript.isUnionTypeNode(type)) return { type: 'union', of: type.types.map(inner) };
    if (typescript.isLiteralTypeNode(type)) return literal(type.literal);
    if (typescript.isTypeLiteralNode(type)) return object(type.members, depth);
    if (typescript.isTypeReferenceNode(type)) return reference(type, depth);
    switch (type.kind) {
      case typescript.SyntaxKind.StringKeyword:
        return { type: 'string' };
      case typescript.SyntaxKind.NumberKeyword:
        return { type: 'number' };
      case typescript.SyntaxKind.BooleanKeyword:
        return { type: 'boolean' };
      default:
        return any;
    }
  }

  function reference(type: ts.TypeReferenceNode, depth: number): ValueType {
    const name = type.typeName.getText();
    const [first, second] = type.typeArguments ?? [];
    if ((name === 'Array' || name === 'ReadonlyArray') && first)
      return { type: 'array', items: read(first, depth + 1) };
    if (name === 'Readonly' && first) return read(first, depth + 1);
    if (name === 'Record' && second) return { type: 'object', members: {}, rest: read(second, depth + 1) };
    const declared = named.get(name);
    // A generic type is as good as unknown: its arguments are not followed.
    if (!declared || declared.typeParameters) return any;
    if (typescript.isTypeAliasDeclaration(declared)) return read(declared.type, depth + 1);
    return declared.heritageClauses ? any : object(declared.members, depth);
  }

  function object(members: ts.NodeArray<ts.TypeElement>, depth: number): ValueType {
    const known: { [name: string]: { value: ValueType; optional: boolean } } = {};
    let rest: ValueType | null = null;
    for (const member of members) {
      if (typescript.isIndexSignatureDeclaration(member)) rest = read(member.type, depth + 1);
      if (!typescript.isPropertySignature(member)) continue;
      const { name } = member;
      if (!typescript.isIdentifier(name) && !typescript.isStringLiteral(name)) return any;
      const value = member.type ? read(member.type, depth + 1) : any;
      known[name.text] = { value, optional: member.questionToken !== undefined };
    }
    return { type: 'object', members: known, rest };
  }

  function literal(node: ts.LiteralTypeNode['literal']): ValueType {
    if (typescript.isStringLiteral(node)) return { type: 'literal', value: node.text };
    if (typescript.isNumericLiteral(node)) return { type: 'literal', value: Number(node.text) };
    if (node.kind === typescript.SyntaxKind.TrueKeyword) return { type: 'literal', value: true };
    if (node.kind === typescript.SyntaxKind.FalseKeyword) return { type: 'literal', value: false };
    return node.kind === typescript.SyntaxKind.NullKeyword ? { type: 'null' } : any;
  }

  function isWorkflow(declaration: ts.ClassDeclaration, name: string): boolean {
    const decorators = typescript.canHaveDecorators(declaration) ? typescript.getDecorators(declaration) : [];
    const head = (decorators ?? []).map((decorator) => decorator.getText()).join(' ');
    if (!/^@workflow\b/.test(head)) return false;
    return declaration.name?.text === name || head.includes(`'${name}'`) || head.includes(`"${name}"`);
  }
}
