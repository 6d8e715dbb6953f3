import type { ts } from 'ts-morph';
import type { Mention } from '../model/graph.ts';
import type { Evaluator } from './evaluator.ts';
import { rangeBetween } from './range.ts';
import { emptyFlow } from './scope.ts';
import type { Source } from './sources.ts';
import { meaningOf } from './stateStrings.ts';
import type { StateTable } from './stateTable.ts';
import { onlyValue } from './stateTable.ts';
import type { Value } from './value.ts';

/**
 * Every place in the sources that names a state of the table: members of its enum or object wherever they stand, and
 * strings where a state is meant by them. `workflow` is the class.
 */
export function mentionsOf(
  evaluator: Evaluator,
  table: StateTable,
  workflow: ts.Node,
  sources: readonly Source[],
): readonly Mention[] {
  const { ts } = evaluator;
  const declared = new Map([...table.nodes].map(([state, node]) => [node, state]));
  const members = areMembers(table);
  const mentions: Mention[] = [];

  for (const source of sources) {
    const isHolder = holders(evaluator, source, table);
    const visit = (node: ts.Node): void => {
      const found = mentionAt(node, isHolder);
      if (found !== null) {
        const quotes = ts.isStringLiteralLike(found.at) ? 1 : 0;
        const range = rangeBetween(source.tree, found.at.getStart() + quotes, found.at.getEnd() - quotes);
        const { state, role, certain } = found;
        mentions.push({ state, ...range, role, certain });
      }
      ts.forEachChild(node, visit);
    };
    visit(source.tree);
  }
  return distinct(mentions);

  function mentionAt(node: ts.Node, isHolder: (of: ts.Expression, state: string) => boolean): Found | null {
    const own = declared.get(node);
    if (own !== undefined) {
      const at = 'name' in node ? (node.name as ts.Node) : node;
      return { state: own, at, role: 'declaration', certain: true };
    }
    if (!ts.isStringLiteralLike(node) && !ts.isIdentifier(node)) return null;
    const holder = table.nodes.has(node.text) ? holderOf(node) : null;
    if (holder !== null && isHolder(holder, node.text)) {
      return { state: node.text, at: node, role: 'use', certain: true };
    }
    const member = declared.get(node.parent);
    if (member !== undefined && ts.isStringLiteralLike(node)) {
      return { state: member, at: node, role: 'value', certain: true };
    }
    const meaning = meaningOf(evaluator, table, workflow, node);
    // A member is known by its name: the string that it holds is another thing, wherever that is written.
    return meaning && { ...meaning, at: node, role: members ? 'value' : 'use' };
  }

  /** `State` in `State.A`, `State['A']` or, as a type, `State.A`. */
  function holderOf(node: ts.Node): ts.Expression | null {
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent)) return parent.name === node ? parent.expression : null;
    if (ts.isElementAccessExpression(parent)) {
      return parent.argumentExpression === node ? parent.expression : null;
    }
    if (!ts.isQualifiedName(parent) || !ts.isIdentifier(parent.left)) return null;
    return parent.right === node ? parent.left : null;
  }
}

/** Whether the states are members of an enum or object, and not strings of a list. */
export function areMembers({ nodes }: StateTable): boolean {
  return [...nodes.values()].some((node) => 'name' in node);
}

interface Found extends Pick<Mention, 'state' | 'role' | 'certain'> {
  readonly at: ts.Node;
}

/** Tells expressions of a file that hold the states as their members. */
function holders(
  evaluator: Evaluator,
  source: Source,
  table: StateTable,
): (expression: ts.Expression, state: string) => boolean {
  const known = new Map<string, Value | null>();
  return (expression, state) => {
    const text = expression.getText();
    let value = known.get(text);
    if (value === undefined) {
      evaluator.renew();
      const place = { scope: evaluator.moduleScope(source), flow: emptyFlow, call: null };
      value = onlyValue(evaluator.evaluate(expression, place));
      known.set(text, value);
    }
    const member =
      value?.type === 'enum'
        ? value.members.get(state)
        : value?.type === 'object'
          ? value.entries.get(state)
          : undefined;
    return member !== undefined && member.node === table.nodes.get(state);
  };
}

/** Two workflows of a file may share their states, and a node may be met by both. */
export function distinct(mentions: readonly Mention[]): readonly Mention[] {
  return [...new Map(mentions.map((one) => [`${one.file}:${one.line}:${one.column}`, one])).values()];
}
