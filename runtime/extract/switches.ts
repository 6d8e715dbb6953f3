import type { ts } from 'ts-morph';
import { declareAll } from './declarations.ts';
import { shorten, text } from './guard.ts';
import { type Branch, branchOf, refineEqual } from './refine.ts';
import { childScope, type Scope } from './scope.ts';
import { literal } from './value.ts';
import { both, effects, type JumpTarget, join, placeOf, type Walk, ways } from './walk.ts';

export function switched(
  walk: Walk,
  node: ts.SwitchStatement,
  start: Branch,
  scope: Scope,
  label: string | null,
): Branch | null {
  const { evaluator } = walk;
  const { ts } = evaluator;
  const state = effects(walk, node.expression, start, scope);
  const inner = childScope(scope);
  const { clauses } = node.caseBlock;
  for (const clause of clauses) declareAll(evaluator, inner, clause.statements);
  const onTrue = node.expression.kind === ts.SyntaxKind.TrueKeyword;
  const subject = text(node.expression);

  let rest: Branch | null = state;
  const entries = clauses.map((clause): Branch | null => {
    if (!ts.isCaseClause(clause) || !rest) return null;
    if (onTrue) {
      const [matching, others] = ways(walk, clause.expression, rest, inner);
      rest = others;
      return matching;
    }
    const place = placeOf(walk, rest, inner);
    const before = branchOf(rest.flow, '', null);
    const matching = both(
      walk,
      rest,
      refineEqual(evaluator, node.expression, clause.expression, true, before, place),
    );
    rest = both(walk, rest, refineEqual(evaluator, node.expression, clause.expression, false, before, place));
    return branchOf(matching.flow, shorten(`${subject} = ${text(clause.expression)}`), matching.live);
  });

  const target: JumpTarget = { label, of: 'switch', breaks: [], continues: [] };
  walk.jumps.push(target);
  let falling: Branch | null = null;
  let hasDefault = false;
  clauses.forEach((clause, index) => {
    const isDefault = ts.isDefaultClause(clause);
    hasDefault ||= isDefault;
    const direct = isDefault ? rest && branchOf(rest.flow, 'otherwise', rest.live) : (entries[index] ?? null);
    const guard = [falling?.guard, direct?.guard].filter(Boolean).join(' or ');
    const entry = join(walk, [falling, direct], shorten(shared(guard, subject)));
    falling = entry && walk.runAll(clause.statements, entry, inner);
  });
  walk.jumps.pop();
  const unmatched = hasDefault ? null : notMatched(walk, node, rest);
  return join(walk, [falling, ...target.breaks, unmatched], state.guard);
}

/** `verdict = 'a' or verdict = 'b'` says the same with the subject once. */
function shared(guard: string, subject: string): string {
  return guard.replaceAll(` or ${subject} = `, ' or ');
}

/** The way past a switch without `default`, which is none when its cases cover the subject's type. */
function notMatched(walk: Walk, node: ts.SwitchStatement, rest: Branch | null): Branch | null {
  if (!rest) return null;
  const { evaluator } = walk;
  const { ts } = evaluator;
  const cases = node.caseBlock.clauses.flatMap((clause) =>
    ts.isCaseClause(clause) ? [clause.expression] : [],
  );
  const live = evaluator.lazy(() =>
    rest.alive() && !evaluator.types.covers(node.expression, cases) ? literal(true) : [],
  );
  return branchOf(rest.flow, 'otherwise', live);
}
