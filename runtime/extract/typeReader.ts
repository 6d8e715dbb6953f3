import type { ValueType } from '../model/valueType.ts';
import { compiler, type ts } from './compiler.ts';
import { packageName } from './language.ts';
import { createResolution } from './resolution.ts';
import { createSources } from './sources.ts';

const any: ValueType = { type: 'any' };

/** Recursive types end here. */
export const deepest = 12;

/** Types that are written in more pieces, as those that hold each other are, are read less deep. */
const mostPieces = 10_000;

/** A type that has a name. */
export type NamedType = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/**
 * The types of a file as far as they are written out there, or in files of the project that it imports them from; what
 * comes from a package or is computed is `any`.
 */
export interface TypeReader {
  readonly source: ts.SourceFile;
  /** What a name means at a node, in its own file or by an import; null where that is unknown. */
  declared(name: string, at: ts.Node): NamedType | null;
  read(type: ts.TypeNode): ValueType;
  /** The class of a workflow: by its own name, or the `name` that its decorator gives it. */
  classOf(workflow: string): ts.ClassDeclaration | null;
}

export function createTypeReader(file: string, text: string): TypeReader {
  const { ts: typescript } = compiler();
  const sources = createSources();
  const resolution = createResolution(sources);
  const source = sources.put(file, text).tree;
  const names = new Map<ts.SourceFile, ReadonlyMap<string, NamedType>>();
  const meanings = new Map<string, NamedType | null>();
  let limit = deepest;
  let pieces = 0;

  return {
    source,
    declared: (name, at) => meaning(name, at.getSourceFile()),
    read: whole,
    classOf: (workflow) =>
      source.statements.filter(typescript.isClassDeclaration).find((one) => isWorkflow(one, workflow)) ??
      null,
  };

  /** Interfaces and aliases of a file by their names. */
  function namedIn(tree: ts.SourceFile): ReadonlyMap<string, NamedType> {
    const known = names.get(tree);
    if (known) return known;
    const named = new Map<string, NamedType>();
    const visit = (node: ts.Node): void => {
      if (typescript.isInterfaceDeclaration(node) || typescript.isTypeAliasDeclaration(node))
        named.set(node.name.text, node);
      typescript.forEachChild(node, visit);
    };
    visit(tree);
    names.set(tree, named);
    return named;
  }

  function meaning(name: string, tree: ts.SourceFile): NamedType | null {
    const key = asked(name, tree);
    const known = meanings.get(key);
    if (known !== undefined) return known;
    const found = declared(name, tree, new Set());
    meanings.set(key, found);
    return found;
  }

  function asked(name: string, tree: ts.SourceFile): string {
    return `${tree.fileName}\0${name}`;
  }

  function declared(name: string, tree: ts.SourceFile, seen: Set<string>): NamedType | null {
    const own = namedIn(tree).get(name);
    if (own) return own;
    for (const statement of tree.statements) {
      if (!typescript.isImportDeclaration(statement)) continue;
      const bindings = statement.importClause?.namedBindings;
      if (!bindings || !typescript.isNamedImports(bindings)) continue;
      const found = bindings.elements.find((element) => element.name.text === name);
      if (found) return exported((found.propertyName ?? found.name).text, statement.moduleSpecifier, seen);
    }
    return null;
  }

  /** @param seen - what was asked of which file: files that export all of each other are asked once each, not once a way */
  function exported(name: string, module: ts.Expression, seen: Set<string>): NamedType | null {
    if (!typescript.isStringLiteral(module) || module.text === packageName) return null;
    const file = resolution.resolve(module.text, module.getSourceFile().fileName);
    const tree = file === null || /[\\/]node_modules[\\/]/.test(file) ? null : sources.open(file)?.tree;
    if (!tree || seen.has(asked(name, tree))) return null;
    seen.add(asked(name, tree));
    const own = namedIn(tree).get(name);
    if (own) return own;
    for (const statement of tree.statements) {
      if (!typescript.isExportDeclaration(statement)) continue;
      const found = reexported(name, statement, seen);
      if (found !== null) return found;
    }
    return null;
  }

  function reexported(name: string, statement: ts.ExportDeclaration, seen: Set<string>): NamedType | null {
    const { exportClause: clause, moduleSpecifier: module } = statement;
    if (!clause) return module ? exported(name, module, seen) : null;
    const elements = typescript.isNamedExports(clause) ? clause.elements : [];
    const element = elements.find((one) => one.name.text === name);
    if (!element) return null;
    const inside = (element.propertyName ?? element.name).text;
    return module ? exported(inside, module, seen) : declared(inside, statement.getSourceFile(), seen);
  }

  function whole(type: ts.TypeNode): ValueType {
    for (limit = deepest; limit > 0; limit--) {
      pieces = 0;
      const found = read(type, 0);
      if (pieces <= mostPieces) return found;
    }
    return any;
  }

  function read(type: ts.TypeNode, depth: number): ValueType {
    if (depth > limit || ++pieces > mostPieces) return any;
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
    const found = meaning(name, type.getSourceFile());
    // A generic type is as good as unknown: its arguments are not followed.
    if (!found || found.typeParameters) return any;
    if (typescript.isTypeAliasDeclaration(found)) return read(found.type, depth + 1);
    return found.heritageClauses ? any : object(found.members, depth);
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
