import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Outcome } from './loader/probe.ts';
import { type Bench, createBench, type Files } from './loader/project.ts';

interface Row {
  readonly name: string;
  /** Source of the whole file. Each `«` is taken out; it marks the next character as a place. */
  readonly source: string;
  readonly others?: Files;
  /** What `run` returns. */
  readonly value: unknown;
  /** The marks in the order in which their places are told. */
  readonly told: readonly string[];
}

const call = (body: string) => `export async function run() { const log = []; const w = new W(); ${body} }`;

const rows: readonly Row[] = [
  {
    name: 'a value, nothing, and the end of the body',
    source: `class W {
      value(data: string, context: object) { «0return data; }
      nothing(data: string, context: object) {
        if (data) «1return;
        «2return
      }
      end(data: string, context: object) {
        void data;
      «3}
      thrown(data: string, context: object) { throw new Error('no'); }
    }
    ${call("return [w.value('a', {}), w.nothing('a', {}), w.nothing('', {}), w.end('', {})];")}`,
    value: ['a', null, null, null],
    told: ['0', '1', '2', '3'],
  },
  {
    name: 'the value is made before its place is told, and comes back as it is',
    source: `const told: string[] = [];
    const tell = globalThis[Symbol.for('backstep.return')];
    globalThis[Symbol.for('backstep.return')] = (...given) => { told.push('told'); tell(...given); };
    const thing = {};
    class W {
      same(data: unknown, context: object) { «0return (told.push('made'), thing); }
      comma(data: unknown, context: object) { «1return data, 'last'; }
      lines(data: unknown, context: object) {
        «2return (
          // a comment
          data
            ?? 'other'
        );
      }
    }
    ${call('return [w.same(1, {}) === thing, told.join(), w.comma(1, {}), w.lines(null, {})];')}`,
    value: [true, 'made,told', 'last', 'other'],
    told: ['0', '1', '2'],
  },
  {
    name: 'async methods, a promise returned, and one awaited',
    source: `class W {
      async awaited(data: number, context: object) { «0return await Promise.resolve(data); }
      async handed(data: number, context: object) { «1return Promise.resolve(data + 1); }
      plain(data: number, context: object) { «2return Promise.resolve(data + 2); }
      async caught(data: number, context: object) {
        try { «3return Promise.reject(new Error('late')); } catch { return 'caught'; }
      }
    }
    ${call('return [await w.awaited(1, {}), await w.handed(1, {}), await w.plain(1, {}), await w.caught(1, {}).catch((e) => e.message)];')}`,
    value: [1, 2, 3, 'late'],
    told: ['0', '1', '1', '2', '3'],
  },
  {
    name: 'try and finally: the last return is the one that counts',
    source: `class W {
      over(data: unknown, context: object) { try { «0return 'try'; } finally { if (data) «1return 'finally'; } }
      failed(data: unknown, context: object) { try { throw 1; } catch { «2return 'catch'; } finally { void 0; } }
    }
    ${call('return [w.over(true, {}), w.failed(true, {})];')}`,
    value: ['finally', 'catch'],
    told: ['0', '1', '2'],
  },
  {
    name: 'switch, loops and labels',
    source: `class W {
      choose(data: number, context: object) {
        switch (data) {
          case 0: «0return 'zero';
          default:
            outer: for (const n of [1, 2]) { for (;;) { if (n === data) «1return n; continue outer; } }
        }
      «2}
    }
    ${call('return [w.choose(0, {}), w.choose(2, {}), w.choose(3, {})];')}`,
    value: ['zero', 2, null],
    told: ['0', '1', '2'],
  },
  {
    name: 'functions inside a method keep their returns; classes inside it have methods of their own',
    source: `class W {
      outer(data: number, context: object) {
        const arrow = () => { return 1; };
        function inner() { return 2; }
        const object = { method() { return 3; }, get got() { return 4; } };
        class Inside { method(data: unknown, context: object) { «0return 5; } }
        «1return [arrow(), inner(), object.method(), object.got, new Inside().method(1, {}), data];
      }
    }
    ${call('return w.outer(6, {});')}`,
    value: [1, 2, 3, 4, 5, 6],
    told: ['0', '1'],
  },
  {
    name: 'static methods, accessors, constructors, generators and fields are left alone',
    source: `class W {
      static made = 1;
      static { class Quiet { constructor() { return; } } new Quiet(); }
      constructor() { return; }
      static make(data: unknown, context: object) { return 1; }
      get got() { return 2; }
      *many(data: unknown, context: object) { yield 3; return 4; }
      async *later(data: unknown, context: object) { yield 5; return; }
      field = (data: unknown, context: object) => { return 6; };
      abstract?: () => void;
      overloaded(data: number, context: object): number;
      overloaded(data: number, context: object) { «0return data; }
    }
    ${call('return [W.make(1, {}), w.got, ...w.many(1, {}), w.field(1, {}), w.overloaded(7, {})];')}`,
    value: [1, 2, 3, 6, 7],
    told: ['0'],
  },
  {
    name: 'a method of the base class, called by super, is told first and its caller last',
    source: `class Base { check(data: number, context: object) { «0return data + 1; } }
    class W extends Base { override check(data: number, context: object) { «1return super.check(data, context); } }
    ${call('return w.check(1, {});')}`,
    value: 2,
    told: ['0', '1'],
  },
  {
    name: 'a promise of another method is told by who returned it last',
    source: `class W {
      async step(data: number, context: object) { «0return this.helper(data, context); }
      async helper(data: number, context: object) {
        await null;
        if (data) «1return data;
        throw new Error('late');
      }
    }
    ${call('return [await w.step(1, {}), await w.step(0, {}).catch((e) => e.message)];')}`,
    value: [1, 'late'],
    told: ['0', '1', '0', '0'],
  },
  {
    name: "a promise that nobody handles is still nobody's",
    source: `class W {
      async step(data: number, context: object) { «0return Promise.reject(new Error('lost')); }
      plain(data: number, context: object) { «1return Promise.reject(new Error('gone')); }
    }
    ${call(`const lost = [];
      const take = (error) => lost.push(error.message);
      process.on('unhandledRejection', take);
      w.step(1, {}); w.plain(1, {});
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.off('unhandledRejection', take);
      return lost;`)}`,
    value: ['gone', 'lost'],
    told: ['0', '1'],
  },
  {
    name: 'a method that got no context tells nothing',
    source: `class W { helper(data: number) { return data; } }
    ${call('return w.helper(1);')}`,
    value: 1,
    told: [],
  },
  {
    name: 'names of every kind, private methods, and classes without a name',
    source: `const key = 'computed';
    class W {
      [key](data: unknown, context: object) { «0return 1; }
      'quoted name'(data: unknown, context: object) { «1return 2; }
      #secret(data: unknown, context: object) { «2return 3; }
      open(data: unknown, context: object) { «3return this.#secret(data, context); }
    }
    const Unnamed = class { method(data: unknown, context: object) { «4return 4; } };
    ${call("return [w.computed(1, {}), w['quoted name'](1, {}), w.open(1, {}), new Unnamed().method(1, {})];")}`,
    value: [1, 2, 3, 4],
    told: ['0', '1', '2', '3', '4'],
  },
  {
    name: 'a hashbang, a directive, and a function called in an import cycle before its module has run',
    source: `#!/usr/bin/env node
'use strict';
    import { early } from './cycle.js';
    export function make() { return new (class Inside { method(data: unknown, context: object) { «0return 1; } })(); }
    class W {}
    ${call('return early;')}`,
    others: {
      'cycle.ts': "import { make } from './workflow.js';\nexport const early = make().method(1, {});",
    },
    value: 1,
    told: ['0'],
  },
];

describe('a return tells its place', () => {
  let bench: Bench;
  before(async () => {
    bench = await createBench();
  });
  after(() => bench.remove());

  for (const type of ['module', 'commonjs']) {
    describe(type, () => {
      const entries = new Map<Row, string>();
      let outcomes: readonly Outcome[];
      before(async () => {
        for (const row of rows) {
          const { source } = marked(row.source);
          const folder = bench.project({ 'package.json': { type }, 'workflow.ts': source, ...row.others });
          entries.set(row, path.join(folder, 'workflow.ts'));
        }
        outcomes = await bench.load([...entries.values()]);
      });

      for (const [index, row] of rows.entries()) {
        test(row.name, () => {
          const outcome = outcomes[index];
          assert.deepEqual(outcome?.error, null);
          assert.deepEqual(outcome?.value, row.value);
          const { places } = marked(row.source);
          const told = row.told.map((mark) => `${entries.get(row)}:${places.get(mark)}`);
          assert.deepEqual(outcome?.returns, told);
        });
      }
    });
  }
});

/** The source without its marks, and the line and column of each, from 1. */
function marked(text: string): { source: string; places: Map<string, string> } {
  const places = new Map<string, string>();
  const lines = text.split('\n').map((line, index) => {
    let rest = line;
    for (let mark = /«(\d)/.exec(rest); mark; mark = /«(\d)/.exec(rest)) {
      places.set(mark[1] ?? '', `${index + 1}:${mark.index + 1}`);
      rest = rest.slice(0, mark.index) + rest.slice(mark.index + mark[0].length);
    }
    return rest;
  });
  return { source: lines.join('\n'), places };
}
