import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import type { Lazy } from './lazy.ts';
import { assignedTo, changesOf } from './mutations.ts';
import type { Scope, Variable } from './scope.ts';
import { sure, union, unknown } from './value.ts';

/** Declares a name. Its value anywhere is the initial one and all that is assigned to it later. */
export function declare(
  evaluator: Evaluator,
  scope: Scope,
  name: string,
  declaration: ts.Node,
  initial: Lazy,
): Variable {
  let changes: Variable['changes'] | null = null;
  const variable: Variable = {
    name,
    scope,
    declaration,
    // To know this the whole function must be read through, and most names are never asked for.
    get changes() {
      changes ??= isFixed(evaluator, declaration) ? 'never' : changesOf(evaluator, scope.container, name);
      return changes;
    },
    anywhere: evaluator.lazy(() => {
      if (variable.changes === 'never') return initial.force();
      const place = { scope, flow: scope.entry, call: null };
      const later = assignedTo(evaluator, scope.container, name).map((value) =>
        value
          ? evaluator.evaluate(value, place)
          : unknown(`${name} is changed as the code runs`, declaration),
      );
      return union(
        ...(isOnlyDeclared(evaluator, declaration) ? [sure({ type: 'missing' })] : [initial.force()]),
        ...later,
      );
    }),
  };
  scope.variables.set(name, variable);
  return variable;
}

/** `let next;`: by the time it is read, something else is in it, or `undefined` is dealt with. */
function isOnlyDeclared(evaluator: Evaluator, declaration: ts.Node): boolean {
  const { ts } = evaluator;
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer) return false;
  return ts.isVariableStatement(declaration.parent.parent);
}

/** Names that cannot be assigned to. */
function isFixed(evaluator: Evaluator, declaration: ts.Node): boolean {
  const { ts } = evaluator;
  if (ts.isVariableDeclaration(declaration)) {
    return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  }
  return !ts.isParameter(declaration) && !ts.isFunctionDeclaration(declaration);
}
