import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { withoutParentheses } from './parentheses.ts';
import { childScope, type Scope } from './scope.ts';
import { type EnumValue, type MemberValue, primitiveOf, sure } from './value.ts';

/** The members of an enum, those of an earlier declaration of the same name included. */
export function enumValue(
  evaluator: Evaluator,
  node: ts.EnumDeclaration,
  scope: Scope,
  before: EnumValue | null,
): EnumValue {
  const name = node.name.text;
  const owner = `${scope.source.file}#${name}`;
  const members = new Map<string, MemberValue>(before?.members);
  // Initializers may name members above them without the enum's name.
  const inner = childScope(scope);
  let next: number | null = 0;
  for (const member of node.members) {
    const memberName = nameOf(evaluator, member);
    if (memberName === null) continue;
    const value: string | number | null = member.initializer ? computed(member.initializer) : next;
    next = typeof value === 'number' ? value + 1 : null;
    const found: MemberValue = { type: 'member', owner, name: memberName, value, node: member };
    members.set(memberName, found);
    inner.variables.set(memberName, {
      name: memberName,
      scope: inner,
      declaration: member,
      changes: 'never',
      anywhere: evaluator.lazy(() => sure(found)),
    });
  }
  return { type: 'enum', name, members };

  function computed(initializer: ts.Expression): string | number | null {
    const folded = fold(evaluator, initializer);
    if (folded !== null) return folded;
    const [only, ...others] = evaluator.evaluate(initializer, {
      scope: inner,
      flow: scope.entry,
      call: null,
    });
    if (!only || others.length > 0) return null;
    const primitive = primitiveOf(only.value)?.value;
    return typeof primitive === 'string' || typeof primitive === 'number' ? primitive : null;
  }
}

function nameOf(evaluator: Evaluator, { name }: ts.EnumMember): string | null {
  const { ts } = evaluator;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) {
    return name.text === '' ? null : name.text;
  }
  return null;
}

/** Bit flags and the like, which the evaluator has no other use for. */
function fold(evaluator: Evaluator, given: ts.Expression): number | null {
  const { ts } = evaluator;
  const { SyntaxKind } = ts;
  const node = withoutParentheses(given);
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node)) {
    const operand = fold(evaluator, node.operand);
    if (operand === null) return null;
    if (node.operator === SyntaxKind.MinusToken) return -operand;
    return node.operator === SyntaxKind.TildeToken ? ~operand : null;
  }
  if (!ts.isBinaryExpression(node)) return null;
  const left = fold(evaluator, node.left);
  const right = fold(evaluator, node.right);
  if (left === null || right === null) return null;
  switch (node.operatorToken.kind) {
    case SyntaxKind.PlusToken:
      return left + right;
    case SyntaxKind.MinusToken:
      return left - right;
    case SyntaxKind.AsteriskToken:
      return left * right;
    case SyntaxKind.LessThanLessThanToken:
      return left << right;
    case SyntaxKind.BarToken:
      return left | right;
    default:
      return null;
  }
}
