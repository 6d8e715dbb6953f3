import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importTable, owners } from './importTable.ts';
import { productSources } from './sources.ts';
import { importViolations, nameViolations } from './violations.ts';

describe('the product', () => {
  const sources = productSources();

  test('is there to be looked at', () => {
    assert.ok(sources.size > 20, `saw only ${sources.size} files`);
    assert.ok(sources.has('runtime/dist.ts'));
  });

  test('imports only what the table allows', () => {
    assert.deepEqual(importViolations(sources), []);
  });

  test('names its files after what is in them', () => {
    assert.deepEqual(nameViolations(sources.keys()), []);
  });

  test('gives each heavy package one owner, whose row allows it', () => {
    for (const [name, owner] of Object.entries(owners)) {
      const holders = Object.keys(importTable).filter((place) => importTable[place]?.packages.includes(name));
      assert.deepEqual(holders, [owner], name);
    }
  });
});

describe('a wrong import is seen', () => {
  const rows: readonly (readonly [file: string, text: string, expected: string | undefined])[] = [
    ['runtime/language/a.ts', "import './b.ts';", undefined],
    [
      'runtime/language/a.ts',
      "import { x } from 'node:fs';",
      'imports node:, which runtime/language may not',
    ],
    ['runtime/language/a.ts', "import { x } from 'fs';", 'imports fs, which runtime/language may not'],
    [
      'runtime/language/a.ts',
      "import type { x } from '../model/run.ts';",
      'imports runtime/model/run.ts, which runtime/language may not',
    ],
    [
      'runtime/language/a.ts',
      "import { distFile } from '../dist.ts';",
      'imports runtime/dist.ts, which runtime/language may not',
    ],
    ['runtime/model/a.ts', "import type { Json } from '../language/json.ts';", undefined],
    ['runtime/model/a.ts', "import { type Json } from '../language/json.ts';", undefined],
    ['runtime/model/a.ts', "export type { Json } from '../language/json.ts';", undefined],
    [
      'runtime/model/a.ts',
      "import { Json } from '../language/json.ts';",
      'imports more than types of runtime/language/json.ts',
    ],
    [
      'runtime/model/a.ts',
      "import { type Json, y } from '../language/json.ts';",
      'imports more than types of runtime/language/json.ts',
    ],
    [
      'runtime/model/a.ts',
      "export * from '../language/json.ts';",
      'imports more than types of runtime/language/json.ts',
    ],
    [
      'runtime/model/a.ts',
      "import '../language/json.ts';",
      'imports more than types of runtime/language/json.ts',
    ],
    [
      'runtime/adapter/a.ts',
      "import { e } from '../engine/engine.ts';",
      'imports runtime/engine/engine.ts, which runtime/adapter may not',
    ],
    [
      'runtime/adapter/a.ts',
      "const h = await import('../host/main.ts');",
      'imports runtime/host/main.ts, which runtime/adapter may not',
    ],
    [
      'runtime/adapter/a.ts',
      "let x: import('../engine/engine.ts').E;",
      'imports runtime/engine/engine.ts, which runtime/adapter may not',
    ],
    ['runtime/host/a.ts', "import { compiler } from '../extract/compiler.ts';", undefined],
    [
      'runtime/host/a.ts',
      "import { e } from '../extract/extract.ts';",
      'imports runtime/extract/extract.ts, which runtime/host may not',
    ],
    [
      'runtime/host/a.ts',
      "import { ts } from 'ts-morph';",
      'imports ts-morph, which only runtime/extract may',
    ],
    [
      'runtime/cli/a.ts',
      "import initSqlJs from 'sql.js/dist/sql-wasm.js';",
      'imports sql.js, which only runtime/recording may',
    ],
    ['runtime/cli/a.ts', "import { e } from '../engine/engine.ts';", undefined],
    ['runtime/worker/a.ts', "const v = require('vscode');", 'imports vscode, which only extension may'],
    ['runtime/index.ts', "export type { E } from './engine/engine.ts';", undefined],
    [
      'runtime/index.ts',
      "export { E } from './engine/engine.ts';",
      'imports more than types of runtime/engine/engine.ts',
    ],
    ['extension/a.ts', "import * as vscode from 'vscode';", undefined],
    [
      'extension/a.ts',
      "import { done } from '../runtime/language/directives.ts';",
      'imports more than types of runtime/language/directives.ts',
    ],
    [
      'extension/a.ts',
      "import { x } from '../webview/main.ts';",
      'imports webview/main.ts, which extension may not',
    ],
    ['webview/a.ts', "import x from 'node:path';", 'imports node:, which webview may not'],
    [
      'webview/a.ts',
      "import { x } from '../runtime/model/run.ts';",
      'imports more than types of runtime/model/run.ts',
    ],
    ['webview/a.ts', "import ELK from 'elkjs/lib/elk.bundled.js';", undefined],
    ['webview/a.ts', "import x from './b';", 'imports "./b" without its extension'],
    ['examples/a.ts', "import { x } from './model';", undefined],
    [
      'examples/a.ts',
      "import { x } from '../runtime/index.ts';",
      'imports runtime/index.ts, which examples may not',
    ],
  ];

  for (const [file, text, expected] of rows) {
    test(`${file}: ${text}`, () => {
      assert.deepEqual(
        importViolations(new Map([[file, text]])),
        expected === undefined ? [] : [`${file}:1 ${expected}`],
      );
    });
  }

  test('a folder that nobody added may not hold code', () => {
    const sources = new Map([['runtime/brandnew/a.ts', '']]);
    assert.deepEqual(importViolations(sources), [
      'runtime/brandnew/a.ts lies in a folder that the import table does not name',
    ]);
  });

  test('a name that says nothing is refused', () => {
    const names = [
      'runtime/host/utils.ts',
      'webview/helpers/a.ts',
      'extension/types.ts',
      'runtime/model/run.ts',
    ];
    assert.equal(nameViolations(names).length, 3);
  });
});
