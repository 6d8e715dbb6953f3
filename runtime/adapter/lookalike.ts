import type { Odd } from './expressionRealm.ts';

/** Stands for a value of another realm that is no JSON, so that it is refused with the words that are meant for it. */
export const lookalike: Odd = (kind, text) => {
  switch (kind) {
    case 'undefined':
    case 'gaps':
      return kind === 'gaps' ? [undefined] : undefined;
    case 'number':
      return Number(text);
    case 'function':
      return () => undefined;
    case 'symbol':
      return Symbol('value');
    case 'bigint':
      return BigInt(text);
    case 'cycle': {
      const value: { itself?: object } = {};
      value.itself = value;
      return value;
    }
    case 'deep':
      return nested();
    case 'Date':
      return new Date(0);
    case 'Map':
      return new Map();
    case 'Set':
      return new Set();
    case 'Promise':
      return Promise.resolve();
    default:
      return kind.endsWith('Error') ? new Error(text) : Object.create({ constructor: { name: kind } });
  }
};

/** Deeper than anything that can be recorded. */
function nested(): object {
  let value: object = [];
  for (let depth = 0; depth < 1001; depth++) value = [value];
  return value;
}
