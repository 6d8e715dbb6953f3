import type { ErrorRecord } from '../language/directive.ts';
import type { Json, Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import { createRedactor } from '../language/redactor.ts';
import type { Instance, Signal } from '../language/snapshot.ts';
import type { RecordedStream } from '../model/answer.ts';
import type { ProgressNote, SignalNote } from '../model/progress.ts';
import type { Attempt, Call, CallResult, Edit, Frame, LogEntry, RunEnd } from '../model/run.ts';

/** Replaces the values that must not reach the disk. */
export interface Redaction {
  frame(frame: Frame): Frame;
  note(note: ProgressNote | SignalNote): ProgressNote | SignalNote;
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
  note: (note) => note,
  end: (end) => end,
  start: (values) => values,
  edits: (edits) => edits,
};

/**
 * Rules are those of `createRedactor`. Paths begin with `input`, `config`, `session`, `data`, `output`, `args` and
 * `result`.
 *
 * @example `redactionOf(['apiKey', 'session.user.token'])`
 */
export function redactionOf(rules: readonly string[]): Redaction {
  if (rules.length === 0) return NO_REDACTION;
  const { hides, learn, value, text, settled } = createRedactor(rules);

  const patches = (list: readonly Patch[], root: string): readonly Patch[] =>
    list.flatMap((patch): readonly Patch[] => {
      const keys: string[] = [root];
      const inside = patch.path.some((key) => {
        // What lies inside a redacted value is not there to be changed.
        const hidden = hides(keys);
        if (typeof key === 'string') keys.push(key);
        return hidden;
      });
      if (inside) {
        learn(newValues(patch));
        return [];
      }
      switch (patch.op) {
        case 'delete':
          return [patch];
        case 'set':
          return [{ ...patch, value: value(patch.value, keys) }];
        case 'array': {
          if (hides(keys)) {
            learn(newValues(patch));
            return [];
          }
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
  const stream = (given: RecordedStream): RecordedStream => {
    const keys = ['result', ...given.path.filter((key) => typeof key === 'string')];
    return {
      ...given,
      chunks: given.chunks.map((chunk) => value(chunk, keys)),
      error: given.error && error(given.error),
    };
  };
  const result = (given: CallResult): CallResult => {
    switch (given.type) {
      case 'value':
        return { type: 'value', value: value(given.value, ['result']) };
      case 'stream':
        return { type: 'stream', value: value(given.value, ['result']), streams: given.streams.map(stream) };
      case 'handle':
        return { type: 'handle', text: text(given.text) };
      case 'error':
        return { type: 'error', error: error(given.error) };
      case 'open':
        return given;
      default:
        return given satisfies never;
    }
  };
  // A body is text, in which nothing can be found by its path: what it says is in the answer, where it can.
  const call = ({ exchanges: _, ...given }: Call): Call => ({
    ...given,
    args: given.args.map((arg) => value(arg, ['args'])),
    result: result(given.result),
  });

  const error = (given: ErrorRecord): ErrorRecord => ({
    ...given,
    message: text(given.message),
    stack: given.stack && text(given.stack),
  });

  const attempt = ({ restored, ...given }: Attempt): Attempt => ({
    ...given,
    error: given.error && error(given.error),
    ...(restored === undefined ? {} : { restored: value(restored, ['checkpoint']) }),
  });
  const log = (given: LogEntry): LogEntry => ({ ...given, message: text(given.message) });
  const signal = (given: Signal): Signal => ({ ...given, payload: value(given.payload, ['data']) });
  const noted = (given: ProgressNote | SignalNote): ProgressNote | SignalNote => {
    switch (given.type) {
      case 'checkpoint':
        return { ...given, value: value(given.value, ['checkpoint']) };
      case 'signal':
        return { ...given, signal: signal(given.signal) };
      case 'attempt': {
        const { attempt: failed, calls, logs } = given;
        return { ...given, attempt: attempt(failed), calls: calls.map(call), logs: logs.map(log) };
      }
      default:
        return given satisfies never;
    }
  };
  const beginning = (given: Instance): Instance => ({
    ...given,
    input: value(given.input, ['input']),
    config: value(given.config, ['config']),
    session: value(given.session, ['session']),
    ...(given.status === 'running' ? { data: value(given.data, ['data']) } : {}),
  });

  return {
    frame: (frame) =>
      settled(() => ({
        ...frame,
        data: value(frame.data, ['data']),
        edits: frame.edits.map(edit),
        patches: patches(frame.patches, 'session'),
        directive: directive(frame.directive, value),
        calls: frame.calls.map(call),
        error: frame.error && error(frame.error),
        attempts: frame.attempts.map(attempt),
        logs: frame.logs.map(log),
        ...(frame.signals ? { signals: frame.signals.map(signal) } : {}),
        ...(frame.opened ? { opened: frame.opened.map(beginning) } : {}),
      })),
    note: (note) => settled(() => noted(note)),
    end: (end) =>
      settled(() => ({
        ...end,
        output: value(end.output, ['output']),
        error: end.error && error(end.error),
      })),
    edits: (edits) => settled(() => edits.map(edit)),
    start: ({ input, config, session }) =>
      settled(() => ({
        input: value(input, ['input']),
        config: value(config, ['config']),
        session: value(session, ['session']),
      })),
  };
}

function newValues(patch: Patch): Json {
  switch (patch.op) {
    case 'set':
      return patch.value;
    case 'array':
      return patch.pieces.flatMap((piece) => ('insert' in piece ? piece.insert : []));
    case 'delete':
      return null;
    default:
      return patch satisfies never;
  }
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
