import fc from 'fast-check';
import { applyPatches } from '../../runtime/language/applyPatches.ts';
import { isJsonObject, type Json, type JsonObject, type Path } from '../../runtime/language/json.ts';
import type { ArrayPiece, Patch } from '../../runtime/language/patch.ts';
import type { Call, Frame } from '../../runtime/model/run.ts';
import { frame } from './samples.ts';

export const key = fc.constantFrom('a', 'b', '', 'a.b', '0', 'constructor', 'ключ');

/** JSON with odd keys, long texts and repeated values. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 0, -1.5, '', 'é€😀\u2028"\\', 'x'.repeat(1500), 'y'.repeat(5000)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const call: fc.Arbitrary<Call> = fc.record(
  {
    service: fc.constantFrom('llm', 'store'),
    method: fc.constantFrom('', 'chat.create'),
    args: fc.array(json, { maxLength: 3 }),
    result: fc.oneof(
      json.map((value) => ({ type: 'value' as const, value })),
      fc.constant({ type: 'handle' as const, text: 'Stream {}' }),
      fc.constant({ type: 'open' as const }),
    ),
    startedMs: fc.nat(100),
    durationMs: fc.nat(100),
    attempt: fc.constant(1),
    promised: fc.boolean(),
    reused: fc.boolean(),
  },
  { noNullPrototype: true },
);

/** A run: the session that it starts with, and frames whose changes fit. */
export const run: fc.Arbitrary<{ readonly session: Json; readonly frames: readonly Frame[] }> = fc
  .record({
    session: fc.dictionary(key, json, { maxKeys: 5, noNullPrototype: true }),
    steps: fc.array(
      fc.record({
        seeds: fc.array(fc.tuple(fc.nat(), fc.nat(), json), { maxLength: 3 }),
        edit: fc.option(fc.tuple(fc.nat(), fc.nat(), json), { freq: 5 }),
        data: json,
        calls: fc.array(call, { maxLength: 2 }),
        sends: fc.boolean(),
      }),
      { maxLength: 40 },
    ),
  })
  .map(({ session, steps }) => {
    let state: Json = session;
    let carried: Json = null;
    const frames = steps.map(({ seeds, edit, data, calls, sends }, index): Frame => {
      const edits =
        edit === null ? [] : [{ target: 'session' as const, patches: [patchFor(state, ...edit)] }];
      for (const { patches } of edits) state = applyPatches(state, patches);
      const patches = seeds.map(([where, how, value]): Patch => {
        const patch = patchFor(state, where, how, value);
        state = applyPatches(state, [patch]);
        return patch;
      });
      const given: Frame = frame(index + 1, {
        data: carried,
        edits,
        patches,
        // Services are often sent what grows in the session.
        calls: sends ? calls.map((made) => ({ ...made, args: [state, ...made.args] })) : calls,
        directive: { directive: 'goto', state: 'CHECKED', data },
      });
      carried = data;
      return given;
    });
    return { session, frames };
  });

/** Some change that fits the value: `where` chooses the container and `how` what happens to it. */
export function patchFor(value: Json, where: number, how: number, given: Json): Patch {
  const containers = containersIn(value, []);
  const [path, container] = containers[where % containers.length] as (typeof containers)[number];
  if (Array.isArray(container)) return { op: 'array', path, pieces: pieces(container.length, how, given) };
  const keys = Object.keys(container);
  if (keys.length > 0 && how % 3 === 0)
    return { op: 'delete', path: [...path, keys[how % keys.length] as string] };
  const name = how % 2 === 0 || keys.length === 0 ? `k${how % 5}` : (keys[how % keys.length] as string);
  return { op: 'set', path: [...path, name], value: given };
}

function containersIn(value: Json, path: Path): (readonly [Path, JsonObject | readonly Json[]])[] {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return [[path, items], ...items.flatMap((item, index) => containersIn(item, [...path, index]))];
  }
  if (!isJsonObject(value)) return [];
  return [
    [path, value],
    ...Object.entries(value).flatMap(([name, item]) => containersIn(item, [...path, name])),
  ];
}

/** A push, a window, a rotation or a doubling. */
function pieces(length: number, how: number, value: Json): readonly ArrayPiece[] {
  const cut = length === 0 ? 0 : how % (length + 1);
  switch (how % 4) {
    case 0:
      return [{ start: 0, count: length }, { insert: [value] }];
    case 1:
      return [{ start: cut, count: length - cut }, { insert: [value] }];
    case 2:
      return [
        { start: cut, count: length - cut },
        { start: 0, count: cut },
      ];
    default:
      return [
        { start: 0, count: length },
        { start: cut, count: length - cut },
      ];
  }
}
