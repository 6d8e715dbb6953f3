import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { text } from './guard.ts';
import type { Place } from './scope.ts';
import { type Alternatives, derive, literal, primitiveOf, sure, unknown, type Value } from './value.ts';

export function template(evaluator: Evaluator, node: ts.TemplateExpression, place: Place): Alternatives {
  let result = literal(node.head.text);
  for (const span of node.templateSpans) {
    const middle = evaluator.evaluate(span.expression, place);
    result = joined(joined(result, middle, node), literal(span.literal.text), node);
  }
  return result;
}

export function add(left: Alternatives, right: Alternatives, node: ts.Node): Alternatives {
  return derive(left, (a) =>
    derive(right, (b) => {
      const [x, y] = [primitiveOf(a), primitiveOf(b)];
      if (x && y && typeof x.value === 'number' && typeof y.value === 'number')
        return literal(x.value + y.value);
      if (isText(a) || isText(b)) return joined(sure(a), sure(b), node);
      return unknown(`${text(node)} is not known before it runs`, node);
    }),
  );
}

function isText(value: Value): boolean {
  return value.type === 'pattern' || typeof primitiveOf(value)?.value === 'string';
}

function joined(left: Alternatives, right: Alternatives, node: ts.Node): Alternatives {
  return derive(left, (a) =>
    derive(right, (b) => {
      const [x, y] = [primitiveOf(a), primitiveOf(b)];
      if (x && y) return literal(`${String(x.value)}${String(y.value)}`);
      const source = patternOf(a) + patternOf(b);
      // A pattern that fits everything says nothing.
      return /^(\.\*)*$/.test(source)
        ? unknown(`${text(node)} is not known before it runs`, node)
        : sure({ type: 'pattern', source, node });
    }),
  );
}

function patternOf(value: Value): string {
  if (value.type === 'pattern') return value.source;
  const primitive = primitiveOf(value);
  return primitive ? String(primitive.value).replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '.*';
}
