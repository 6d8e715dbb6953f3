import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';

const root = distFile('..');
const tsc = path.join(
  path.dirname(createRequire(path.join(root, 'package.json')).resolve('typescript/package.json')),
  'bin/tsc',
);

/** Names that an example in the middle of a text may use without importing them. */
const prelude = `import {
  BackstepError, NonRetryable, child, compensate, continueAs, done, effect, fail, fanOut, goto, sleep, step, waitFor, workflow,
  type Artifact, type BranchResult, type Context, type Json, type Only,
} from 'backstep';
declare const answer: { refused: boolean };
`;

/** Code blocks of TSDoc comments and of Markdown pages that are whole enough to compile. */
function examples(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const sources = path.join(root, 'runtime/language');
  for (const name of readdirSync(sources).filter((file) => file.endsWith('.ts'))) {
    const text = readFileSync(path.join(sources, name), 'utf8');
    for (const [index, [, block]] of [...text.matchAll(/\* ```ts\n([\s\S]*?)\* ```/g)].entries()) {
      found.set(`${name}-${index}`, prelude + (block ?? '').replaceAll(/^\s*\* ?/gm, ''));
    }
  }
  for (const page of ['README.md', ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)]) {
    if (!page.endsWith('.md')) continue;
    const text = readFileSync(path.join(root, page), 'utf8');
    for (const [index, [, block]] of [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].entries()) {
      if (block?.includes("from 'backstep'")) found.set(`${page.replaceAll(/\W/g, '-')}-${index}`, block);
    }
  }
  return found;
}

test('every example in the documentation compiles, with both kinds of decorators', () => {
  const all = examples();
  assert.ok(all.size >= 6, `only ${all.size} examples were found`);
  mkdirSync(path.join(root, 'build'), { recursive: true });
  const folder = mkdtempSync(path.join(root, 'build', 'examples-'));
  try {
    const standIns =
      'declare class Model { constructor(key?: string); ask(question: string): Promise<string> }\n';
    for (const [name, text] of all) {
      const needsModel = /\bModel\b/.test(text) && !/(class|interface|type) Model\b/.test(text);
      writeFileSync(path.join(folder, `${name}.ts`), `${text}\n${needsModel ? standIns : ''}export {};\n`);
    }
    for (const experimentalDecorators of [false, true]) {
      const options = {
        strict: true,
        noEmit: true,
        target: 'ES2022',
        module: 'NodeNext',
        skipLibCheck: true,
        types: ['node'],
        experimentalDecorators,
      };
      writeFileSync(
        path.join(folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: options, include: ['*.ts'] }),
      );
      const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
