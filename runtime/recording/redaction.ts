import type { Json, Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Call, CallResult, Edit, Frame, RunEnd } from '../model/run.ts';

/** What stands on disk in place of a redacted value. */
export const REDACTED = '[redacted]';

/** Replaces the values that must not reach the disk. Logs, metrics and error messages stay as they are. */
export interface Redaction {
  frame(frame: Frame): Frame;
  end(end: RunEnd): RunEnd;
  start(values: StartValues): StartValues;
  edits(edits: readonly Edit[]): readonly Edit[];
}

interface StartValues {
  readonly input: Json;
  readonly config: Json;
  readonly session: Json;
}

export const NO_REDACTION: Redaction = {
  frame: (frame) => frame,
  end: (end) => end,
  start: (values) => values,
  edits: (edits) => edits,
};

/**
 * A rule is a key name, which holds at any depth, or a dotted path, which holds wherever a value's own path ends with
 * it. Paths begin with `input`, `config`, `session`, `data`, `output`, `args` or `result`; array indices are not part of them.
 *
 * @example `redactionOf(['apiKey', 'session.user.token'])`
 */
export function redactionOf(rules: readonly string[]): Redaction {
  if (rules.length === 0) return NO_REDACTION;
  const split = rules.map((rule) => rule.split('.'));
  const matches = (keys: Path): boolean =>
    split.some((rule) => rule.every((key, index) => keys[keys.length - rule.length + index] === key));

  const value = (json: Json, keys: Path): Json => {
    if (matches(keys)) return REDACTED;
    if (typeof json !== 'object' || json === null) return json;
    if (Array.isArray(json)) return json.map((item: Json) => value(item, keys));
    const entries = Object.entries(json).map(([key, item]): [string, Json] => [
      key,
      value(item, [...keys, key]),
    ]);
    return Object.fromEntries(entries);
  };

  const patches = (list: readonly Patch[], root: string): readonly Patch[] =>
    list.flatMap((patch): readonly Patch[] => {
      const keys: string[] = [root];
      const inside = patch.path.some((key) => {
        // What lies inside a redacted value is not there to be changed.
        const hidden = matches(keys);
        if (typeof key === 'string') keys.push(key);
        return hidden;
      });
      if (inside) return [];
      switch (patch.op) {
        case 'delete':
          return [patch];
        case 'set':
          return [{ ...patch, value: value(patch.value, keys) }];
        case 'array': {
          if (matches(keys)) return [];
          const pieces = patch.pieces.map((piece) =>
            'insert' in piece ? { insert: piece.insert.map((item) => value(item, keys)) } : piece,
          );
          return [{ ...patch, pieces }];
        }
        default:
          return patch satisfies never;
      }
    });

  const edit = ({ target, patches: list }: Edit): Edit => ({ target, patches: patches(list, target) });
  const result = (given: CallResult): CallResult =>
    given.type === 'value' ? { type: 'value', value: value(given.value, ['result']) } : given;
  const call = (given: Call): Call => ({
    ...given,
    args: given.args.map((arg) => value(arg, ['args'])),
    result: result(given.result),
  });

  return {
    frame: (frame) => ({
      ...frame,
      data: value(frame.data, ['data']),
      edits: frame.edits.map(edit),
      patches: patches(frame.patches, 'session'),
      directive: directive(frame.directive, value),
      calls: frame.calls.map(call),
    }),
    edits: (edits) => edits.map(edit),
    end: (end) => ({ ...end, output: value(end.output, ['output']) }),
    start: ({ input, config, session }) => ({
      input: value(input, ['input']),
      config: value(config, ['config']),
      session: value(session, ['session']),
    }),
  };
}

function directive(given: Frame['directive'], value: (json: Json, keys: Path) => Json): Frame['directive'] {
  switch (given.directive) {
    case 'goto':
    case 'waitFor':
    case 'sleep':
      return { ...given, data: value(given.data, ['data']) };
    case 'done':
      return { ...given, output: value(given.output, ['output']) };
    case 'fail':
      return { ...given, reason: value(given.reason, ['reason']) };
    case 'fanOut':
      return { ...given, items: given.items.map((item) => value(item, ['items'])) };
    case 'child':
    case 'continueAs':
      return { ...given, input: value(given.input, ['input']) };
    default:
      return given satisfies never;
  }
}
