import type { ts } from 'ts-morph';
import { bindings } from './declarations.ts';
import type { Evaluator } from './evaluator.ts';
import { type Branch, branchOf } from './refine.ts';
import { childScope, type Scope } from './scope.ts';
import { unknown } from './value.ts';
import { declare } from './variables.ts';
import { join, type OpenTry, placeOf, type Walk } from './walk.ts';

export function tried(walk: Walk, node: ts.TryStatement, start: Branch, scope: Scope): Branch | null {
  const { catchClause, finallyBlock } = node;
  const open: OpenTry = { catches: catchClause !== undefined, points: [] };
  const exitsBefore = walk.exits.length;
  walk.tries.push(open);
  const afterTry = walk.block(node.tryBlock, start, scope);
  walk.tries.pop();
  const points = open.points.map(({ flow, live }) => branchOf(flow, '', live));
  const joined = join(walk, points, 'on error');
  // A single point comes back from the join as it is, with its own guard.
  const thrown = joined && branchOf(joined.flow, 'on error', joined.live);
  const afterCatch = catchClause && thrown ? caught(walk, catchClause, thrown, scope) : null;
  const after = join(walk, [afterTry, afterCatch], start.guard);
  if (!finallyBlock) return after;
  const inside = walk.exits.slice(exitsBefore);
  if (!leaves(walk.evaluator, finallyBlock)) return after && walk.block(finallyBlock, after, scope);
  // A `finally` that may leave on its own is entered from every way out, and takes back the returns that it replaces.
  const returns = inside.map(({ guard, live, flow }) => branchOf(flow, guard, live));
  const entry = join(walk, [after, thrown, ...returns], start.guard) ?? start;
  const replaced = !walk.block(finallyBlock, branchOf(entry.flow, start.guard, entry.live), scope);
  const exitsNow = walk.exits.length;
  const end = after && walk.block(finallyBlock, after, scope);
  walk.exits.length = exitsNow;
  if (replaced) walk.exits.splice(exitsBefore, inside.length);
  return end;
}

function caught(walk: Walk, node: ts.CatchClause, thrown: Branch, scope: Scope): Branch | null {
  const { evaluator } = walk;
  const inner = childScope(scope);
  const { variableDeclaration } = node;
  if (variableDeclaration) {
    const error = evaluator.lazy(() =>
      unknown('an error is not known before it is thrown', variableDeclaration),
    );
    for (const { name, value } of bindings(
      evaluator,
      variableDeclaration.name,
      error,
      placeOf(walk, thrown, inner),
    )) {
      declare(evaluator, inner, name.text, variableDeclaration, value);
    }
  }
  return walk.block(node.block, thrown, inner);
}

/** True for a block with a `return`, `break`, `continue` or `throw` of its own. */
function leaves(evaluator: Evaluator, node: ts.Node): boolean {
  const { ts } = evaluator;
  if (ts.isFunctionLike(node)) return false;
  if (ts.isReturnStatement(node) || ts.isBreakOrContinueStatement(node) || ts.isThrowStatement(node))
    return true;
  return ts.forEachChild(node, (inner) => leaves(evaluator, inner) || undefined) ?? false;
}
