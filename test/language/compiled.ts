import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './strictCompiler.ts';

/** A file, and what the compiler says of it: nothing, or something that tells what is wrong. */
export type CompiledRow = readonly [name: string, text: string, refused: RegExp | null];

/** Holds what a strict compiler says of each row, with both kinds of decorators. */
export function checkCompiled(title: string, rows: readonly CompiledRow[]): void {
  const files = new Map(rows.map(([, text], index) => [`row${index}.ts`, text]));
  for (const experimentalDecorators of [false, true]) {
    test(`${title}, ${experimentalDecorators ? 'under experimentalDecorators' : 'standard'}`, () => {
      const said = complaints(files, { experimentalDecorators }).split(/\n(?=\S)/);
      for (const [index, [name, , refused]] of rows.entries()) {
        const errors = said.filter((text) => text.includes(`row${index}.ts(`)).join('\n');
        if (refused === null) assert.equal(errors, '', name);
        else assert.match(errors, refused, name);
      }
    });
  }
}
