import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyPatches } from '../../runtime/language/applyPatches.ts';
import type { Json, JsonObject } from '../../runtime/language/json.ts';
import { sharedItems } from '../../runtime/language/lineage.ts';
import { openMembrane } from '../../runtime/language/membrane.ts';
import { toJson, withoutProxies } from '../../runtime/language/settle.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { difference } from '../../runtime/recording/difference.ts';
import { frameText } from '../../runtime/recording/record.ts';

interface Message {
  text: string;
}
type Change = (list: Message[]) => void;

/** What steps do to a list of a session: most add to its end, some reach back. */
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.string().map(
      (text): Change =>
        (list) =>
          list.push({ text }),
    ),
  },
  fc.nat(80).map(
    (at): Change =>
      (list) =>
        Object.assign(list[at] ?? {}, { text: `changed ${at}` }),
  ),
  fc.nat(80).map(
    (at): Change =>
      (list) =>
        list.splice(at, 1),
  ),
  fc.nat(80).map(
    (at): Change =>
      (list) =>
        list.splice(at, 0, { text: `put ${at}` }),
  ),
  fc.constant<Change>((list) => list.shift()),
  fc.constant<Change>((list) => list.reverse()),
);

test('what is known of how lists were made never hides a difference', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 12 }), (steps) => {
      let session = toJson({ list: Array.from({ length: 60 }, (_, n) => ({ text: `${n}` })) }, 'session');
      // As a service gets them in the middle of a step, and as the steps leave them.
      const lists: Json[][] = [(session as { list: Json[] }).list];
      for (const changes of steps) {
        const membrane = openMembrane(session as JsonObject, 'session', null);
        const view = membrane.view as { list: Message[] };
        for (const one of changes) {
          one(view.list);
          lists.push(withoutProxies(view.list) as Json[]);
        }
        session = membrane.commit().value;
        lists.push((session as { list: Json[] }).list);
      }
      for (const before of lists) {
        for (const after of lists) {
          const shared = sharedItems(before, after);
          assert.deepEqual(after.slice(0, shared), before.slice(0, shared));
          assert.deepEqual(applyPatches(before, difference(before, after)), after);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('of a list that grew, what it grew from is known', () => {
  const before = toJson({ list: Array.from({ length: 60 }, (_, n) => n) }, 'session') as JsonObject;
  const membrane = openMembrane(before, 'session', null);
  (membrane.view as { list: number[] }).list.push(60);
  const after = membrane.commit().value as JsonObject;
  assert.equal(sharedItems(before['list'] as Json[], after['list'] as Json[]), 60);
});

test('the text of a frame is its JSON', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.jsonValue(),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      (text, value, number) => {
        const frame = {
          state: text,
          data: value,
          durationMs: number,
          edits: [],
          calls: [value],
          at: undefined,
        };
        const holes = [{ path: ['data'], hash: 'ab' }];
        const record = JSON.parse(frameText(7, frame as unknown as Frame, holes));
        assert.deepEqual(record, JSON.parse(JSON.stringify({ type: 'frame', position: 7, frame, holes })));
      },
    ),
  );
});

test('patches make the other value to the order of its keys, and to what is in lists', () => {
  const keys = fc.constantFrom('a', 'b', 'c', '1', '20', '__proto__');
  const leaf = fc.oneof(fc.nat(2), fc.constant('x'), fc.constant(null));
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.uniqueArray(fc.tuple(keys, tie('value')), { selector: ([key]) => key }).map(Object.fromEntries),
    ),
  }));
  fc.assert(
    fc.property(value, value, (before, after) => {
      const made = applyPatches(before, difference(before, after));
      assert.equal(JSON.stringify(made), JSON.stringify(after));
    }),
    { numRuns: 500 },
  );
});
