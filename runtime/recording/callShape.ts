import {
  array,
  count,
  errorFrom,
  json,
  nullOr,
  number,
  object,
  oneOf,
  optional,
  pathFrom,
  position,
  string,
  wrong,
} from './guards.ts';

export function callFrom(value: unknown, where: string): void {
  const call = object(value, where);
  string(call['service'], 'call.service');
  string(call['method'], 'call.method');
  array(call['args'], 'call.args');
  number(call['startedMs'], 'call.startedMs');
  number(call['durationMs'], 'call.durationMs');
  count(call['attempt'], 'call.attempt');
  const result = object(call['result'], 'call.result');
  switch (oneOf(result['type'], ['value', 'stream', 'handle', 'error', 'open'], 'call.result.type')) {
    case 'value':
      json(result['value'], 'call.result.value');
      break;
    case 'stream':
      json(result['value'], 'call.result.value');
      for (const stream of array(result['streams'], 'call.result.streams')) {
        streamFrom(stream, result['value']);
      }
      break;
    case 'handle':
      string(result['text'], 'call.result.text');
      break;
    case 'error':
      errorFrom(result['error'], 'call.result.error');
      break;
    case 'open':
      break;
  }
  optional(call['at'], 'call.at', position);
  optional(call['bytes'], 'call.bytes', number);
  optional(call['effect'], 'call.effect', string);
  optional(call['usage'], 'call.usage', usageFrom);
  for (const note of array(call['typed'] ?? [], 'call.typed')) {
    const { path, type } = object(note, 'call.typed');
    ownPath(path, 'call.typed.path', call, isInherited);
    string(type, 'call.typed.type');
  }
  for (const exchange of array(call['exchanges'] ?? [], 'call.exchanges')) exchangeFrom(exchange);
}

function streamFrom(value: unknown, around: unknown): void {
  const stream = object(value, 'stream');
  ownPath(stream['path'], 'stream.path', around, isMissing);
  oneOf(stream['kind'], ['iterable', 'readable'], 'stream.kind');
  array(stream['chunks'], 'stream.chunks');
  for (const time of array(stream['times'], 'stream.times')) number(time, 'stream.times');
  oneOf(stream['end'], ['done', 'left', 'error', 'open'], 'stream.end');
  nullOr(stream['error'], 'stream.error', errorFrom);
}

function usageFrom(value: unknown): void {
  const { model, ...counts } = object(value, 'call.usage');
  nullOr(model, 'call.usage.model', string);
  for (const [name, tokens] of Object.entries(counts)) nullOr(tokens, `call.usage.${name}`, number);
}

function exchangeFrom(value: unknown): void {
  const exchange = object(value, 'exchange');
  for (const name of ['method', 'url', 'request', 'statusText']) string(exchange[name], `exchange.${name}`);
  count(exchange['status'], 'exchange.status');
  for (const header of Object.values(object(exchange['headers'], 'exchange.headers'))) {
    string(header, 'exchange.headers');
  }
  json(exchange['body'], 'exchange.body');
  oneOf(exchange['encoding'], ['text', 'base64'], 'exchange.encoding');
  if (typeof exchange['complete'] !== 'boolean') {
    throw wrong('exchange.complete', 'true or false', exchange['complete']);
  }
}

/**
 * A path into a value that comes with it. What was redacted, or is stored elsewhere, has nothing inside here: whoever
 * follows the path looks again.
 */
function ownPath(
  value: unknown,
  where: string,
  inside: unknown,
  leadsAstray: (owner: object, key: string | number) => boolean,
): void {
  const path = pathFrom(value, where);
  let owner = inside;
  for (const key of path) {
    if (typeof owner !== 'object' || owner === null) return;
    if (leadsAstray(owner, key)) throw wrong(where, 'the path of a place in the value', key);
    owner = Object.hasOwn(owner, key) ? Reflect.get(owner, key) : null;
  }
}

function isMissing(owner: object, key: string | number): boolean {
  return !Object.hasOwn(owner, key) || isInherited(owner, key);
}

/** The length of an array is its own, and no place for a value all the same. */
function isInherited(owner: object, key: string | number): boolean {
  return Array.isArray(owner) ? typeof key !== 'number' : key in owner && !Object.hasOwn(owner, key);
}
