import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { ts } from 'ts-morph';
import { distFile } from '../../runtime/dist.ts';

type Schema = { readonly [key: string]: unknown };

/**
 * The JSON schema of the Debug Adapter Protocol, made from the declarations of `@vscode/debugprotocol`, which are made
 * from it: an interface becomes an object with its required properties, a union its alternatives.
 */
export function dapSchema(): { readonly $defs: { readonly [name: string]: Schema } } {
  const file = distFile('../node_modules/@vscode/debugprotocol/lib/debugProtocol.d.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const $defs: { [name: string]: Schema } = {};
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node)) $defs[node.name.text] = ofInterface(node);
    else if (ts.isTypeAliasDeclaration(node)) $defs[node.name.text] = ofType(node.type);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return { $defs };
}

function ofInterface(node: ts.InterfaceDeclaration): Schema {
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) => types);
  const own = ofMembers(node.members);
  if (bases.length === 0) return own;
  return { allOf: [...bases.map((base) => ({ $ref: `#/$defs/${base.expression.getText()}` })), own] };
}

function ofMembers(members: ts.NodeArray<ts.TypeElement>): Schema {
  const properties: { [name: string]: Schema } = {};
  const required: string[] = [];
  let rest: Schema | null = null;
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) rest = ofType(member.type);
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const name = member.name.getText();
    properties[name] = ofType(member.type, name);
    if (!member.questionToken) required.push(name);
  }
  return { type: 'object', properties, required, ...(rest ? { additionalProperties: rest } : {}) };
}

function ofType(node: ts.TypeNode, name = ''): Schema {
  if (ts.isUnionTypeNode(node)) return { anyOf: node.types.map((type) => ofType(type, name)) };
  if (ts.isArrayTypeNode(node)) return { type: 'array', items: ofType(node.elementType) };
  if (ts.isParenthesizedTypeNode(node)) return ofType(node.type, name);
  if (ts.isTypeLiteralNode(node)) return ofMembers(node.members);
  if (ts.isTypeReferenceNode(node)) return { $ref: `#/$defs/${node.typeName.getText()}` };
  if (ts.isLiteralTypeNode(node))
    return node.literal.kind === ts.SyntaxKind.NullKeyword
      ? { type: 'null' }
      : { const: JSON.parse(node.literal.getText().replaceAll("'", '"')) as unknown };
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    case ts.SyntaxKind.NumberKeyword:
      // All numbers of the protocol but one are whole.
      return { type: name === 'percentage' ? 'number' : 'integer' };
    case ts.SyntaxKind.AnyKeyword:
      return {};
    default:
      throw new Error(`dapSchema: no schema for ${node.getText()}`);
  }
}

/** Says what is wrong with a message that an adapter sent; null when nothing is. */
export function messageValidator(): (message: object) => string | null {
  const schema = dapSchema();
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(schema, 'dap');
  const known = new Map<string, ValidateFunction>();
  function validate(name: string, message: object): string | null {
    const check = known.get(name) ?? ajv.compile({ $ref: `dap#/$defs/${name}` });
    known.set(name, check);
    return check(message)
      ? null
      : `${name}: ${ajv.errorsText(check.errors)}\n${JSON.stringify(message).slice(0, 500)}`;
  }
  return (message) => {
    const { type, command, event, success } = message as { readonly [name: string]: unknown };
    if (type === 'event') return validate(own('Event', event), message);
    if (type === 'request') return validate(own('Request', command), message);
    if (type === 'response')
      return validate(success === true ? own('Response', command) : 'ErrorResponse', message);
    return `a message of the type ${JSON.stringify(type)}`;
  };

  /** Backstep's own requests and events are those of the protocol with a body of their own. */
  function own(kind: 'Event' | 'Response' | 'Request', name: unknown): string {
    const text = String(name);
    const specific = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${kind}`;
    if (specific in schema.$defs) return specific;
    if (!text.startsWith('backstep/')) return `Unknown${kind}`;
    return kind;
  }
}
