import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Bench, createBench, type Files } from './loader/project.ts';

/** One project that imports in every way TypeScript allows, written for each module system and each kind of decorators. */
interface Row {
  readonly entry: string;
  readonly packageJson: object;
  readonly tsconfig?: object;
  readonly differs?: object;
}

const rows: readonly Row[] = [
  { entry: 'workflow.ts', packageJson: { type: 'module' } },
  { entry: 'workflow.tsx', packageJson: { type: 'module' } },
  // What `import()` of CommonJS gives to an ES module is Node's: its `default` is all that was exported.
  { entry: 'workflow.mts', packageJson: { type: 'commonjs' }, differs: { later: { default: 'later' } } },
  { entry: 'workflow.ts', packageJson: { type: 'commonjs' } },
  { entry: 'workflow.tsx', packageJson: { type: 'commonjs' } },
  { entry: 'workflow.cts', packageJson: { type: 'module' } },
  { entry: 'workflow.ts', packageJson: {} },
  { entry: 'workflow.ts', packageJson: {}, tsconfig: { module: 'ESNext' } },
  { entry: 'workflow.js', packageJson: { type: 'module' } },
  { entry: 'workflow.js', packageJson: { type: 'commonjs' } },
];

const workflow = `
import { mapped } from './mapped.js';
import { bare } from './bare';
import { index } from './folder';
import { value as aliased } from '@app/value';
import { exact } from '@exact';
import { based } from 'shared/based';
import data, { member } from './data.json';
import wholeCjs, { named as namedCjs } from 'cjs-package';
import * as starCjs from 'cjs-package';
import { exported } from '@ws/exports';
import { sub } from '@ws/exports/sub.js';
import { main } from '@ws/main';
import { deep } from '@ws/main/lib/deep';
import { plain } from './plain.cjs';
import { workflow } from 'backstep';

function step(state) {
  return (...given) => void marks.push(state + ' ' + (typeof given[1] === 'object' ? 'standard' : 'legacy'));
}
const marks = [];

export class Demo {
  field = 1;
  @step('START')
  async start(data, context) {
    return data + 1;
  }
}

export async function run() {
  const later = await import('./later');
  return {
    marks, plain, mapped, bare, index, aliased, exact, based, member, data: data.member,
    wholeCjs: wholeCjs.named, namedCjs, starCjs: starCjs.named, exported, sub, main, deep, later: later.default,
    backstep: typeof workflow, result: await new Demo().start(1, { id: 'c' }),
  };
}
`;

const files: Files = {
  'mapped.ts': "export enum E { A = 'mapped' }\nexport const mapped: string = E.A;",
  'bare.ts': "export const bare = 'bare' as const;",
  'folder/index.ts': "export const index: string = 'index';",
  'source/value.ts': "export const value: string = 'aliased';",
  'source/exact.ts': "export const exact: string = 'exact';",
  'shared/based.ts': "export const based: string = 'based';",
  'plain.cjs': "exports.plain = require('./bare').bare + ', required';",
  'later.ts': "export default 'later' as string;",
  'data.json': { member: 'member', default: 1 },
  'node_modules/cjs-package/package.json': { main: 'main.js' },
  'node_modules/cjs-package/main.js': "exports.named = 'cjs';",
  'node_modules/@ws/exports': '-> ../../packages/exports',
  'node_modules/@ws/main': '-> ../../packages/main',
  'packages/exports/package.json': {
    name: '@ws/exports',
    exports: { '.': './src/index.ts', './*': './src/*' },
  },
  'packages/exports/src/index.ts': "export * from './inner';",
  'packages/exports/src/inner.ts': "export const exported: string = 'exports';",
  'packages/exports/src/sub.ts': "export const sub: string = 'sub';",
  'packages/main/package.json': { name: '@ws/main', main: './src/index' },
  'packages/main/src/index.ts': "export const main: string = 'main';",
  'packages/main/lib/deep.ts': "export const deep: string = 'deep';",
};

const expected = {
  plain: 'bare, required',
  mapped: 'mapped',
  bare: 'bare',
  index: 'index',
  aliased: 'aliased',
  exact: 'exact',
  based: 'based',
  member: 'member',
  data: 'member',
  wholeCjs: 'cjs',
  namedCjs: 'cjs',
  starCjs: 'cjs',
  exported: 'exports',
  sub: 'sub',
  main: 'main',
  deep: 'deep',
  later: 'later',
  backstep: 'function',
  result: 2,
};

describe('a workflow loads and finds what it imports', () => {
  const kinds = ['standard', 'legacy'] as const;
  let bench: Bench;
  before(async () => {
    bench = await createBench();
  });
  after(() => bench.remove());

  for (const { entry, packageJson, tsconfig, differs } of rows) {
    test(`${entry} in ${JSON.stringify(packageJson)}, ${JSON.stringify(tsconfig ?? {})}`, async () => {
      const entries = kinds.map((decorators) => path.join(project(decorators), entry));
      const outcomes = await bench.load(entries);
      for (const [index, decorators] of kinds.entries()) {
        const outcome = outcomes[index];
        assert.deepEqual(outcome?.error, null);
        assert.deepEqual(outcome?.value, { marks: [`START ${decorators}`], ...expected, ...differs });
        assert.deepEqual(outcome?.returns, [`${entries[index]}:27:5 c`]);
      }
    });

    const project = (decorators: (typeof kinds)[number]) =>
      bench.project({
        ...files,
        'package.json': packageJson,
        'tsconfig.json': `// as written by hand
          { "extends": "./base.json", "compilerOptions": ${JSON.stringify({
            ...tsconfig,
            experimentalDecorators: decorators === 'legacy',
          })}, }`,
        'base.json': {
          compilerOptions: {
            baseUrl: '.',
            paths: { '@app/*': ['absent/*', 'source/*'], '@exact': ['source/exact.ts'] },
          },
        },
        [entry]: workflow,
      });
  }
});
