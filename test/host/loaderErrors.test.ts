import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Outcome } from './loader/probe.ts';
import { type Bench, createBench, type Files } from './loader/project.ts';

interface Row {
  readonly name: string;
  readonly files: Files;
  readonly code: string;
  /** `file:line:column` within the project; null when no place is known. */
  readonly at: string | null;
  /** What the message says, `~` standing for the project's folder. */
  readonly message: string | RegExp;
  /** What the stack of the original error must hold. */
  readonly stack?: RegExp;
}

const esm = { 'package.json': { type: 'module' } };
const cjs = { 'package.json': { type: 'commonjs' } };

const rows: readonly Row[] = [
  ...[esm, cjs].flatMap((kind): readonly Row[] => [
    {
      name: 'the file does not parse',
      files: { ...kind, 'workflow.ts': 'export class W {\n  method( { }\n}' },
      code: 'syntax-error',
      at: 'workflow.ts:3:1',
      message: "~/workflow.ts:3:1 does not parse: ',' expected.",
    },
    {
      name: 'a file it imports does not parse',
      files: { ...kind, 'workflow.ts': "import './other.ts';", 'other.ts': '\nexport const = 1;' },
      code: 'syntax-error',
      at: 'other.ts:2:14',
      message: '~/other.ts:2:14 does not parse: Variable declaration expected.',
    },
    {
      name: 'only V8 sees that it is wrong',
      files: {
        ...kind,
        'workflow.ts': "import './other.ts';",
        'other.ts': 'type A = 1;\n\ninterface B {}\nlet twice = 1;\nlet twice = 2;\nexport { twice };',
      },
      code: 'syntax-error',
      at: 'other.ts:5:5',
      message: "~/other.ts:5:5 does not parse: Identifier 'twice' has already been declared.",
    },
    {
      name: 'a JavaScript file it imports does not parse',
      files: { ...kind, 'workflow.ts': "import './other.js';", 'other.js': '\nlet a = ;' },
      code: 'syntax-error',
      at: 'other.js:2:9',
      message: '~/other.js:2:9 does not parse: Expression expected.',
    },
    {
      name: 'an installed package is missing',
      files: { ...kind, 'workflow.ts': "\n\nimport {\n  x,\n} from '@scope/absent/sub';\nvoid x;" },
      code: 'module-not-found',
      at: 'workflow.ts:5:8',
      message:
        '~/workflow.ts:5:8 imports "@scope/absent/sub", which is not installed. Run `npm install @scope/absent` (or your package manager\'s equivalent) in ~, or correct the name; if it is an alias, add it to "paths" in tsconfig.json.',
    },
    {
      name: 'an alias leads nowhere',
      files: {
        ...kind,
        'tsconfig.json': { compilerOptions: { paths: { '@/*': ['./source/*'] } } },
        'workflow.ts': "import { x } from '@/absent';\nvoid x;",
      },
      code: 'module-not-found',
      at: 'workflow.ts:1:19',
      message:
        '~/workflow.ts:1:19 imports "@/absent", which looks like an alias, but no "paths" of its tsconfig.json lead it to a file. Add it there, or correct the path.',
    },
    {
      name: 'a file is missing',
      files: {
        ...kind,
        'workflow.ts': "import './folder/inner';",
        'folder/inner.ts': "import { x } from '../absent.js';\nvoid x;",
      },
      code: 'module-not-found',
      at: 'folder/inner.ts:1:19',
      message:
        '~/folder/inner.ts:1:19 imports "../absent.js", but there is no such file beside it in ~/folder. Correct the path, or create the file.',
    },
    {
      name: 'a workspace package is not built',
      files: {
        ...kind,
        'workflow.ts': "import { x } from 'unbuilt';\nvoid x;",
        'node_modules/unbuilt/package.json': { exports: './dist/index.js' },
      },
      code: 'module-not-found',
      at: 'workflow.ts:1:19',
      message:
        '~/workflow.ts:1:19 imports "unbuilt", which leads to ~/node_modules/unbuilt/dist/index.js, and that file is not there. Build the package "unbuilt", or correct its package.json.',
    },
    {
      name: 'a package does not export what is asked for',
      files: {
        ...kind,
        'workflow.ts': "import { x } from 'closed/inner';\nvoid x;",
        'node_modules/closed/package.json': { name: 'closed', exports: { '.': './main.js' } },
        'node_modules/closed/main.js': '',
      },
      code: 'module-not-found',
      at: 'workflow.ts:1:19',
      message: /^~\/workflow.ts:1:19 imports "closed\/inner", which the package "closed" does not export: /,
    },
    {
      name: 'the tsconfig does not parse',
      files: { ...kind, 'tsconfig.json': '{ "compilerOptions": [', 'workflow.ts': 'export class W {}' },
      code: 'tsconfig-invalid',
      at: 'tsconfig.json:1:1',
      message: /^~\/tsconfig.json cannot be read: .+ mend it, or remove what it extends\.$/s,
    },
    {
      name: 'the tsconfig extends what is not there',
      files: {
        ...kind,
        'tsconfig.json': { extends: '@absent/tsconfig' },
        'workflow.ts': 'export class W {}',
      },
      code: 'tsconfig-invalid',
      at: 'tsconfig.json:1:1',
      message: /it extends "@absent\/tsconfig", which is not there/,
    },
    {
      name: 'the module throws',
      files: {
        ...kind,
        'workflow.ts': "import './other.js';",
        'other.ts':
          "interface Gone { }\n\nfunction check(): never {\n  throw new TypeError('no key');\n}\ncheck();",
      },
      code: 'module-threw',
      at: 'other.ts:4:9',
      message: '~/other.ts:4:9 threw while the module was loaded: TypeError: no key',
      stack: /^TypeError: no key\n {4}at check \(~\/other\.ts:4:9\)\n {4}at .*~\/other\.ts:6:1\)?\n/,
    },
    {
      name: 'the module throws a syntax error of its own',
      files: { ...kind, 'workflow.ts': "\nexport const parsed = JSON.parse('{');" },
      code: 'module-threw',
      at: 'workflow.ts:2:28',
      message: /^~\/workflow.ts:2:28 threw while the module was loaded: SyntaxError: /,
    },
    {
      name: 'the module throws what is not an error',
      files: { ...kind, 'workflow.ts': "throw 'words';" },
      code: 'module-threw',
      at: null,
      message: '~/workflow.ts threw while the module was loaded: words',
    },
  ]),
  {
    name: 'the file is missing',
    files: {},
    code: 'file-not-found',
    at: null,
    message: 'There is no file ~/workflow.ts. Save it, or correct the path.',
  },
  {
    name: 'an export is missing',
    files: {
      ...esm,
      'workflow.ts': "\n\nimport { there, gone } from './other.ts';\nvoid [there, gone];",
      'other.ts': 'export const there = 1;\nexport interface gone {}',
    },
    code: 'export-not-found',
    at: 'workflow.ts:3:17',
    message:
      '~/workflow.ts:3:17 imports "gone" from "./other.ts", which does not export it. Correct the name; if it is a type, write `import type` or `export type`; if the module is CommonJS, take it from its default export.',
  },
  {
    name: 'a named export of a CommonJS package cannot be seen',
    files: {
      ...esm,
      'workflow.ts': "import { hidden } from 'package';\nvoid hidden;",
      'node_modules/package/index.js': "module.exports = Object.assign({}, { ['hidden']: 1 });",
    },
    code: 'export-not-found',
    at: 'workflow.ts:1:10',
    message: /^~\/workflow\.ts:1:10 imports "hidden" from "package", which does not export it\./,
  },
  {
    name: 'JSON does not parse',
    files: { ...esm, 'workflow.ts': "import data from './data.json';\nvoid data;", 'data.json': '{' },
    code: 'syntax-error',
    at: 'data.json:1:1',
    message: /^~\/data.json is not valid JSON: /,
  },
];

describe('a module that cannot be loaded', () => {
  let bench: Bench;
  let folders: readonly string[];
  let outcomes: readonly Outcome[];
  before(async () => {
    bench = await createBench();
    folders = rows.map(({ files }) => bench.project(files));
    outcomes = await bench.load(folders.map((folder) => path.join(folder, 'workflow.ts')));
  });
  after(() => bench.remove());

  for (const [index, row] of rows.entries()) {
    test(`${row.name} (${JSON.stringify(row.files['package.json'] ?? 'no package.json')})`, () => {
      const error = outcomes[index]?.error;
      assert.ok(error);
      const relative = (text: string) => text.replaceAll(folders[index] ?? '', '~');
      assert.equal(error.code, row.code, error.message);
      if (typeof row.message === 'string') assert.equal(relative(error.message), row.message);
      else assert.match(relative(error.message), row.message);
      const at = error.at && `${relative(error.at.file).slice(2)}:${error.at.line}:${error.at.column}`;
      assert.equal(at, row.at);
      if (row.stack) assert.match(relative(error.causeStack ?? ''), row.stack);
    });
  }
});
