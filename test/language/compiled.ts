import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';

const root = distFile('..');
const tsc = path.join(
  path.dirname(createRequire(path.join(root, 'package.json')).resolve('typescript/package.json')),
  'bin/tsc',
);

/** A file, and what the compiler says of it: nothing, or something that tells what is wrong. */
export type CompiledRow = readonly [name: string, text: string, refused: RegExp | null];

/** Holds what a strict compiler says of each row, with both kinds of decorators. */
export function checkCompiled(title: string, rows: readonly CompiledRow[]): void {
  for (const experimentalDecorators of [false, true]) {
    test(`${title}, ${experimentalDecorators ? 'under experimentalDecorators' : 'standard'}`, () => {
      const said = complaints(rows, experimentalDecorators);
      for (const [index, [name, , refused]] of rows.entries()) {
        const errors = said.filter((text) => text.includes(`row${index}.ts(`)).join('\n');
        if (refused === null) assert.equal(errors, '', name);
        else assert.match(errors, refused, name);
      }
    });
  }
}

function complaints(rows: readonly CompiledRow[], experimentalDecorators: boolean): readonly string[] {
  mkdirSync(path.join(root, 'build'), { recursive: true });
  const folder = mkdtempSync(path.join(root, 'build', 'compiled-'));
  try {
    for (const [index, [, text]] of rows.entries()) writeFileSync(path.join(folder, `row${index}.ts`), text);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'ES2022',
      module: 'NodeNext',
      skipLibCheck: true,
      experimentalDecorators,
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
    });
    return stdout.split(/\n(?=\S)/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
