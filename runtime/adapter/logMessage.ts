import { prepareExpression } from './expression.ts';
import { EndedExpression } from './expressionApart.ts';
import type { Names } from './expressionRealm.ts';

/** What a log point prints at a frame. */
export type Message = (names: Names) => string;

/** Reads a message with expressions in braces: `round {session.rounds}`. One that cannot be evaluated says why in its place. */
export function readMessage(text: string): Message {
  const parts = text.split(/(\{[^{}]+\})/).map((part): Message => {
    const expression = /^\{(.+)\}$/s.exec(part)?.[1];
    if (expression === undefined) return () => part;
    const prepared = prepareExpression(expression);
    // What had to be ended once would be ended at every step.
    let ended: EndedExpression | null = null;
    return (names) => {
      try {
        if (ended !== null) throw ended;
        const value = prepared.value(names);
        return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
      } catch (error) {
        if (error instanceof EndedExpression) ended = error;
        return `{${expression}: ${error instanceof Error ? error.message : String(error)}}`;
      }
    };
  });
  return (names) => parts.map((part) => part(names)).join('');
}
