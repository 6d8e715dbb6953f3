import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import type { Lazy } from './lazy.ts';
import { assignedTo, changesOf } from './mutations.ts';
import type { Scope, Variable } from './scope.ts';
import { union, unknown } from './value.ts';

/** Declares a name. Its value anywhere is the initial one and all that is assigned to it later. */
export function declare(
  evaluator: Evaluator,
  scope: Scope,
  name: string,
  declaration: ts.Node,
  initial: Lazy,
): Variable {
  const changes = changesOf(evaluator, scope.container, name);
  const place = { scope, flow: scope.entry, call: null };
  const anywhere =
    changes === 'never'
      ? initial
      : evaluator.lazy(() => {
          const later = assignedTo(evaluator, scope.container, name).map((value) =>
            value
              ? evaluator.evaluate(value, place)
              : unknown(`${name} is changed as the code runs`, declaration),
          );
          const first = initial.force();
          const onlyDeclared = first.every(
            ({ value }) => value.type === 'literal' && value.value === undefined,
          );
          return union(...(onlyDeclared ? [] : [first]), ...later);
        });
  const variable: Variable = { name, scope, declaration, changes, anywhere };
  scope.variables.set(name, variable);
  return variable;
}
