import { type Names, prepareExpression } from './expression.ts';

/** What a log point prints at a frame. */
export type Message = (names: Names) => string;

/** Reads a message with expressions in braces: `round {session.rounds}`. One that cannot be evaluated says why in its place. */
export function readMessage(text: string): Message {
  const parts = text.split(/(\{[^{}]+\})/).map((part): Message => {
    const expression = /^\{(.+)\}$/s.exec(part)?.[1];
    if (expression === undefined) return () => part;
    const evaluate = prepareExpression(expression);
    return (names) => {
      try {
        const value = evaluate(names);
        return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
      } catch (error) {
        return `{${expression}: ${error instanceof Error ? error.message : String(error)}}`;
      }
    };
  });
  return (names) => parts.map((part) => part(names)).join('');
}
