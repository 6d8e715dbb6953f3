import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { complaints } from '../language/strictCompiler.ts';

const root = distFile('..');

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
  const standIns =
    'declare class Model { constructor(key?: string); ask(question: string): Promise<string> }\n';
  const files = new Map<string, string>();
  for (const [name, text] of all) {
    const needsModel = /\bModel\b/.test(text) && !/(class|interface|type) Model\b/.test(text);
    files.set(`${name}.ts`, `${text}\n${needsModel ? standIns : ''}export {};\n`);
  }
  for (const experimentalDecorators of [false, true]) {
    assert.equal(complaints(files, { types: ['node'], experimentalDecorators }), '');
  }
});
