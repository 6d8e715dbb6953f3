import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Outcome } from './loader/probe.ts';
import { type Bench, createBench, type Files } from './loader/project.ts';

interface Row {
  readonly name: string;
  readonly files: Files;
  /** Within the project; `workflow.ts` where nothing else is said. */
  readonly entry?: string;
  /** Name of the project's folder. */
  readonly folder?: string;
  /** It gets a process of its own. */
  readonly alone?: boolean;
  /** What `run` returns. */
  readonly value: unknown;
  /** What was loaded, within the project, in order of name. */
  readonly loaded?: readonly string[];
}

/** Written apart, because the tests' own build replaces it. */
const meta = 'import.meta';

const odd = [
  'with space',
  'hash#mark',
  'per%20cent',
  '100%',
  'quest?ion',
  'ünï-cødé-日本',
  "quo'te",
  'brack(et)',
  'a.js',
  '&=+,;@',
];

const oddFiles = (folder: string) => ({
  'workflow.ts': `import { other } from './in ner/other.js';
    import data from './data.json';
    interface Erased {}
    class W { m(data: unknown, context: object) { return 1; } }
    export function run() {
      new W().m(1, {});
      const place = new Error('x').stack.split('\\n')[1];
      return [other, data.a, place.includes(${JSON.stringify(`/${folder}/workflow.ts:7:21`)})];
    }`,
  'in ner/other.ts': "export const other: string = 'other';",
  'data.json': { a: 1 },
});

const rows: readonly Row[] = [
  {
    name: 'a lone file that imports is an ES module',
    alone: true,
    files: {
      'workflow.ts': `import { workflow } from 'backstep';
        const late: string = await Promise.resolve('late');
        export const run = () => [typeof workflow, late, ${meta}.url.startsWith('file:')];`,
    },
    value: ['function', 'late', true],
    loaded: ['workflow.ts'],
  },
  {
    name: 'a lone file that requires is CommonJS',
    alone: true,
    files: {
      'workflow.ts': `const { workflow } = require('backstep'); const other = require('./other');
        exports.run = () => [typeof workflow, other.name as string, __dirname === require('path').dirname(__filename)];`,
      'other.ts': "export const name: string = 'other';",
    },
    value: ['function', 'other', true],
    loaded: ['other.ts', 'workflow.ts'],
  },
  {
    name: 'a lone file that imports and uses __dirname is CommonJS',
    files: {
      'workflow.ts': "import path from 'node:path';\nexport const run = () => path.basename(__filename);",
    },
    value: 'workflow.ts',
  },
  {
    name: 'a lone file may make its own require',
    files: {
      'workflow.ts': `import { createRequire } from 'node:module';
        const require = createRequire(${meta}.url);
        export const run = () => require('./data.json');`,
      'data.json': { a: 1 },
    },
    value: { a: 1 },
  },
  {
    name: 'a lone file may have names of its own that CommonJS has too',
    files: {
      'workflow.ts': `import { strict } from 'node:assert';
        export const run = () => [{ exports: 1 }].map((module) => module.exports).concat(typeof this === 'undefined' ? 2 : 3);
        void strict;`,
    },
    value: [1, 2],
  },
  ...odd.flatMap((folder): readonly Row[] =>
    ['module', 'commonjs'].map((type) => ({
      name: `a folder named ${folder} (${type})`,
      folder: `${folder}-${type}`,
      files: { ...oddFiles(`${folder}-${type}`), 'package.json': { type } },
      value: ['other', 1, true],
      loaded: ['in ner/other.ts', 'workflow.ts'],
    })),
  ),
  {
    name: 'a package laid out as pnpm does, whose own dependency lies beside it',
    files: {
      'package.json': { type: 'module' },
      'workflow.ts': "import { outer } from 'outer';\nexport const run = () => outer;",
      'node_modules/outer': '-> .pnpm/outer@1/node_modules/outer',
      'node_modules/.pnpm/outer@1/node_modules/outer/package.json': { type: 'module', exports: './index.js' },
      'node_modules/.pnpm/outer@1/node_modules/outer/index.js':
        "import inner from 'inner';\nexport const outer = inner.name;",
      'node_modules/.pnpm/outer@1/node_modules/inner': '-> ../../inner@2/node_modules/inner',
      'node_modules/.pnpm/inner@2/node_modules/inner/index.js': "exports.name = 'inner';",
    },
    value: 'inner',
    loaded: ['workflow.ts'],
  },
  {
    name: 'each workspace package follows its own tsconfig and package.json',
    files: {
      'apps/one/package.json': { type: 'module' },
      'apps/one/tsconfig.json': { compilerOptions: { paths: { '~/*': ['./lib/*'] } } },
      'apps/one/workflow.ts':
        "import { kind } from '@ws/two';\nimport { own } from '~/own';\nexport const run = () => [kind, own];",
      'apps/one/lib/own.ts': "export const own: string = 'one';",
      'apps/one/node_modules/@ws/two': '-> ../../../../packages/two',
      'packages/two/package.json': { name: '@ws/two', main: 'source/index.ts' },
      'packages/two/tsconfig.json': {
        compilerOptions: { experimentalDecorators: true, paths: { '~/*': ['./source/*'] } },
      },
      'packages/two/source/index.ts': "export * from '~/inner';",
      'packages/two/source/inner.ts': `export let kind = '';
        const mark = (...given) => { kind = typeof given[1]; };
        class Marked { @mark method() {} }`,
    },
    entry: 'apps/one/workflow.ts',
    value: ['string', 'one'],
    loaded: [
      'apps/one/lib/own.ts',
      'apps/one/workflow.ts',
      'packages/two/source/index.ts',
      'packages/two/source/inner.ts',
    ],
  },
  {
    name: "the project's own backstep is preferred",
    files: {
      'package.json': { type: 'module' },
      'workflow.ts': "import { mine } from 'backstep';\nexport const run = () => mine;",
      'node_modules/backstep/package.json': { exports: './index.js' },
      'node_modules/backstep/index.js': "exports.mine = 'mine';",
    },
    value: 'mine',
  },
  {
    name: 'a package that does not say its type is an ES module where what it imports cannot be required',
    files: {
      'package.json': {},
      'workflow.ts': "import { esm } from 'esm-only';\nexport const run = () => esm;",
      'node_modules/esm-only/package.json': { type: 'module', exports: { import: './index.js' } },
      'node_modules/esm-only/index.js': "export const esm = 'esm';",
    },
    value: 'esm',
  },
  {
    name: 'a package that does not say its type may import an ES module',
    files: {
      'package.json': {},
      'workflow.ts': "import { esm } from 'esm';\nexport const run = () => esm;",
      'node_modules/esm/package.json': { type: 'module', exports: './index.js' },
      'node_modules/esm/index.js': "export const esm = 'esm';",
    },
    value: 'esm',
  },
  {
    name: 'CommonJS may require a file that is named as an ES module',
    files: {
      'package.json': { type: 'commonjs' },
      'workflow.ts': "import { other } from './other.mjs';\nexport const run = () => other;",
      'other.mts': "export const other: string = 'other';",
    },
    value: 'other',
  },
  {
    name: 'a byte order mark',
    files: {
      'package.json': { type: 'module' },
      'workflow.ts': "\uFEFFexport const run = (): string => 'run';",
    },
    value: 'run',
  },
  {
    name: 'CommonJS reaches ES modules by import()',
    alone: true,
    files: {
      'package.json': { type: 'commonjs' },
      'workflow.ts': "export { run } from './deeper';",
      'deeper.ts': `export async function run() {
        const name = './late.mjs';
        return [(await import('esm-only')).esm, (await import(name)).late, (await import('./inner')).default];
      }`,
      'late.mts': "export const late: string = 'late';",
      'inner.ts': "export default 'inner' as string;",
      'node_modules/esm-only/package.json': { type: 'module', exports: { import: './index.js' } },
      'node_modules/esm-only/index.js': "export const esm = 'esm';",
    },
    value: ['esm', 'late', 'inner'],
    loaded: ['deeper.ts', 'inner.ts', 'late.mts', 'workflow.ts'],
  },
  {
    name: 'a missing optional import is caught as in Node',
    files: {
      'package.json': { type: 'module' },
      'workflow.ts': `import { createRequire } from 'node:module';
        const caught = [];
        try { await import('absent'); } catch (error) { caught.push(error.code); }
        try { createRequire(${meta}.url)('absent'); } catch (error) { caught.push(error.code); }
        export const run = () => caught;`,
    },
    value: ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'],
  },
  ...['workflow.mjs', 'workflow.js'].map((entry) => ({
    name: `${entry} passes as it is, and may import TypeScript`,
    files: {
      'package.json': { type: 'module' },
      [entry]:
        "import { other } from './other.ts';\nimport { bare } from './bare';\nexport const run = () => [other, bare, String(() => 1)];",
      'other.ts': "export const other: string = 'other';",
      'bare.ts': "export const bare: string = 'bare';",
    },
    entry,
    value: ['other', 'bare', '() => 1'],
    loaded: ['bare.ts', 'other.ts', entry],
  })),
  ...['workflow.cjs', 'workflow.js'].map((entry) => ({
    name: `${entry} passes as it is, and may require TypeScript`,
    files: {
      'package.json': { type: 'commonjs' },
      [entry]: "const { other } = require('./other');\nexports.run = () => [other];",
      'other.ts': "export const other: string = 'other';",
    },
    entry,
    alone: true,
    value: ['other'],
    loaded: ['other.ts', entry],
  })),
  {
    name: 'import attributes work on every Node',
    files: {
      'package.json': { type: 'module' },
      'workflow.ts': `import data from './data.json' with { type: 'json' };
        export { default as again } from './data.json' with { type: 'json' };
        export const run = async () => [data.a, (await import('./data.json', { with: { type: 'json' } })).default.a];`,
      'data.json': { a: 1 },
    },
    value: [1, 1],
  },
  {
    name: 'JSX by an import source of its own',
    files: {
      'package.json': { type: 'module' },
      'tsconfig.json': { compilerOptions: { jsx: 'preserve', jsxImportSource: 'tiny' } },
      'workflow.tsx': 'export const run = () => <a b={1}>text</a>;',
      'node_modules/tiny/package.json': { type: 'module', exports: { './jsx-runtime': './jsx.js' } },
      'node_modules/tiny/jsx.js': 'export const jsx = (tag, props) => [tag, props];',
    },
    entry: 'workflow.tsx',
    value: ['a', { b: 1, children: 'text' }],
  },
  {
    name: 'JSX by a factory',
    files: {
      'package.json': { type: 'module' },
      'tsconfig.json': { compilerOptions: { jsx: 'react', jsxFactory: 'h' } },
      'workflow.tsx':
        'const h = (...given: unknown[]) => given;\nexport const run = () => <a b={1}>text</a>;',
    },
    entry: 'workflow.tsx',
    value: ['a', { b: 1 }, 'text'],
  },
  {
    name: 'decorator metadata, from a base tsconfig in a package',
    files: {
      'package.json': { type: 'module' },
      'tsconfig.json': { extends: ['@base/tsconfig', './local'] },
      'local.json': { compilerOptions: { paths: { '#x': [`$\{configDir}/x.ts`] } } },
      'node_modules/@base/tsconfig/tsconfig.json': {
        compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true },
      },
      'x.ts': "export const x: string = 'x';",
      'workflow.ts': `import { x } from '#x';
        const seen: unknown[] = [];
        Object.assign(Reflect, { metadata: (key: string, value: unknown) => { seen.push(key); return () => {}; } });
        const mark = (...given: unknown[]) => {};
        class W { @mark method(data: string): number { return 1; } }
        export const run = () => [x, ...seen];`,
    },
    value: ['x', 'design:type', 'design:paramtypes', 'design:returntype'],
  },
  {
    name: 'settings in the tsconfig, of several referred to, that includes the file',
    files: {
      'package.json': { type: 'module' },
      'tsconfig.json': {
        files: [],
        references: [{ path: './absent' }, { path: './tsconfig.test.json' }, { path: './tsconfig.app.json' }],
      },
      'tsconfig.test.json': {
        include: ['source/**/*.test.ts', 'other'],
        compilerOptions: { target: 'ES2022' },
      },
      'tsconfig.app.json': { include: ['source/**/*.ts'], compilerOptions: { experimentalDecorators: true } },
      'source/inner/workflow.ts': `let kind: unknown;
        const mark = (...given: unknown[]) => { kind = typeof given[1]; };
        class W { @mark method() {} }
        export const run = () => kind;`,
    },
    entry: 'source/inner/workflow.ts',
    value: 'string',
  },
  ...(
    [
      [{ target: 'ES2020' }, ['set']],
      [{ target: 'ES2022' }, []],
      [{}, []],
      [{ useDefineForClassFields: false }, ['set']],
      [{ target: 'ES2020', useDefineForClassFields: true }, []],
    ] as const
  ).map(([compilerOptions, value]) => ({
    name: `class fields under ${JSON.stringify(compilerOptions)}`,
    files: {
      'package.json': { type: 'module' },
      'tsconfig.json': { compilerOptions },
      'workflow.ts': `const seen: string[] = [];
        class Base { set field(value: number) { seen.push('set'); } }
        class W extends Base { field = 1; }
        export const run = () => { new W(); return seen; };`,
    },
    value,
  })),
  {
    name: 'enums, constant enums, namespaces and parameter properties',
    files: {
      'package.json': { type: 'module' },
      'workflow.ts': `enum A { X = 'x' } const enum B { Y = 2 } namespace N { export const z = 3; }
        class W { constructor(readonly given: number) {} }
        export const run = () => [A.X, B.Y, N.z, new W(4).given];`,
    },
    value: ['x', 2, 3, 4],
  },
];

describe('a project', () => {
  let bench: Bench;
  before(async () => {
    bench = await createBench();
  });
  after(() => bench.remove());

  // A process in which everything is hooked already would hide what a single row fails to hook.
  const together = rows.filter(({ alone }) => !alone);
  const folders = new Map<Row, string>();
  const outcomes = new Map<Row, Outcome>();
  const load = async (several: readonly Row[]) => {
    for (const row of several) folders.set(row, bench.project(row.files, row.folder));
    const files = several.map((row) => path.join(folders.get(row) ?? '', row.entry ?? 'workflow.ts'));
    for (const [index, outcome] of (await bench.load(files)).entries()) {
      const row = several[index];
      if (row) outcomes.set(row, outcome);
    }
  };
  before(async () => {
    await load(together);
    for (const row of rows) if (row.alone) await load([row]);
  });

  for (const row of rows) {
    test(row.name, () => {
      const outcome = outcomes.get(row);
      assert.deepEqual(outcome?.error, null);
      assert.deepEqual(outcome?.value, row.value);
      const loaded = outcome?.loaded.map((file) => path.relative(folders.get(row) ?? '', file)).toSorted();
      if (row.loaded) assert.deepEqual(loaded, row.loaded);
    });
  }

  test('is loaded by its real path when it is reached through a link', async () => {
    const folder = bench.project({
      'real/package.json': { type: 'module' },
      'real/workflow.ts':
        "import { self } from './other.ts';\nexport const one = {};\nexport const run = () => self() === one;",
      'real/other.ts': "import { one } from './workflow.ts';\nexport const self = () => one;",
      linked: '-> real',
    });
    const [outcome] = await bench.load([path.join(folder, 'linked/workflow.ts')]);
    assert.equal(outcome?.value, true);
    const real = ['real/other.ts', 'real/workflow.ts'].map((file) => path.join(folder, file));
    assert.deepEqual(outcome?.loaded.toSorted(), real);
  });
});
