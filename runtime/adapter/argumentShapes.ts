import type { Handlers } from './connection.ts';
import { DapError } from './dapError.ts';

/** What an argument of a request must be; with a question mark it may be left out. */
type Kind = 'text' | 'whole' | 'flag' | 'object' | 'objects' | 'texts';
type Shape = { readonly [argument: string]: Kind | `${Kind}?` };

/** Arguments of the standard requests, as far as they are used. Backstep's own requests look at theirs themselves. */
const shapes: { readonly [command: string]: Shape } = {
  initialize: { linesStartAt1: 'flag?', columnsStartAt1: 'flag?' },
  setBreakpoints: { source: 'object', breakpoints: 'objects?' },
  setFunctionBreakpoints: { breakpoints: 'objects?' },
  setDataBreakpoints: { breakpoints: 'objects?' },
  setExceptionBreakpoints: { filters: 'texts?', filterOptions: 'objects?' },
  dataBreakpointInfo: { variablesReference: 'whole?', name: 'text' },
  breakpointLocations: { source: 'object', line: 'whole', endLine: 'whole?' },
  stackTrace: { startFrame: 'whole?', levels: 'whole?' },
  scopes: { frameId: 'whole' },
  variables: { variablesReference: 'whole', start: 'whole?', count: 'whole?', filter: 'text?' },
  setVariable: { variablesReference: 'whole', name: 'text', value: 'text' },
  setExpression: { expression: 'text', value: 'text', frameId: 'whole?' },
  evaluate: { expression: 'text', frameId: 'whole?', context: 'text?' },
  completions: { text: 'text', column: 'whole', line: 'whole?', frameId: 'whole?' },
  restartFrame: { frameId: 'whole' },
  gotoTargets: { source: 'object', line: 'whole' },
  goto: { targetId: 'whole' },
  cancel: { requestId: 'whole?', progressId: 'text?' },
  source: { sourceReference: 'whole?', source: 'object?' },
};

/** Members that each item of a list must have. */
const items: { readonly [command: string]: Shape } = {
  setBreakpoints: { line: 'whole', condition: 'text?', hitCondition: 'text?', logMessage: 'text?' },
  setFunctionBreakpoints: { name: 'text', condition: 'text?', hitCondition: 'text?' },
  setDataBreakpoints: { dataId: 'text', condition: 'text?', hitCondition: 'text?' },
  setExceptionBreakpoints: { filterId: 'text', condition: 'text?' },
};

/** The same handlers, which refuse arguments that they could not use and say what they should be. */
export function checkingArguments(handlers: Handlers): Handlers {
  return Object.fromEntries(
    Object.entries(handlers).map(([command, handle]) => [
      command,
      (args: unknown, request) => {
        check(command, '', args, shapes[command] ?? {});
        for (const [name, list] of Object.entries(args as object)) {
          const shape = items[command];
          if (shape === undefined || !Array.isArray(list)) continue;
          for (const [index, item] of list.entries())
            if (typeof item === 'object') check(command, `${name}[${index}].`, item, shape);
        }
        return handle(command in shapes ? withoutNulls(args as object) : args, request);
      },
    ]),
  ) as Handlers;
}

/** Some clients send null for what they leave out. */
function withoutNulls(args: object): object {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
}

function check(command: string, prefix: string, value: unknown, shape: Shape): void {
  if (!isObject(value)) {
    throw new DapError('bad-request', `The arguments of ${command} are ${show(value)}: give an object.`);
  }
  for (const [name, expected] of Object.entries(shape)) {
    const given = value[name];
    const optional = expected.endsWith('?');
    if (optional && (given === undefined || given === null)) continue;
    const kind = expected.replace('?', '') as Kind;
    if (!accepts[kind](given)) {
      throw new DapError(
        'bad-request',
        `"${prefix}${name}" of ${command} is ${show(given)}: give ${words[kind]}.`,
      );
    }
  }
}

const accepts: { readonly [K in Kind]: (value: unknown) => boolean } = {
  text: (value) => typeof value === 'string',
  whole: (value) => Number.isSafeInteger(value),
  flag: (value) => typeof value === 'boolean',
  object: isObject,
  objects: (value) => Array.isArray(value) && value.every(isObject),
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};

const words: { readonly [K in Kind]: string } = {
  text: 'a string',
  whole: 'a whole number',
  flag: 'true or false',
  object: 'an object',
  objects: 'an array of objects',
  texts: 'an array of strings',
};

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
