import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileNameOf, filledIn, whyNoClassName, workflowTemplates } from '../../extension/workflowTemplate.ts';
import { distFile } from '../../runtime/dist.ts';
import { complaints } from '../language/strictCompiler.ts';

const templates = path.join(distFile('..'), 'extension/media/templates');
const elsewhere = mkdtempSync(path.join(tmpdir(), 'templates-'));
after(() => rmSync(elsewhere, { recursive: true, force: true }));

const expected: Readonly<Record<string, readonly [words: readonly string[], states: readonly string[]]>> = {
  'refine-loop': [[], ['ASKED', 'JUDGED', 'REFINED', 'JUDGED', 'REFINED', 'JUDGED', '#done']],
  'map-reduce': [[], ['SPLIT', 'JOINED', '#done']],
  'human-approval': [
    ['--signal', 'decision={"approved":true}'],
    ['DRAFTED', 'DECIDED', 'PUBLISHED', '#done'],
  ],
};

test('every template has a file, and every file is offered', () => {
  assert.deepEqual(
    readdirSync(templates).sort(),
    workflowTemplates.map(({ id }) => `${id}.template`).sort((a, b) => a.localeCompare(b)),
  );
});

for (const { id, className } of workflowTemplates) {
  const text = filledIn(readFileSync(path.join(templates, `${id}.template`), 'utf8'), className, 'Renamed');

  test(`${id} runs as it is, in a folder where nothing is installed`, () => {
    const file = path.join(elsewhere, `${id}.ts`);
    writeFileSync(file, text);
    const [words, states] = expected[id] ?? [[], []];
    const ran = spawnSync(process.execPath, [distFile('cli.js'), 'run', file, ...words, '--json'], {
      cwd: elsewhere,
      encoding: 'utf8',
    });
    assert.deepEqual(JSON.parse(ran.stdout).path, states, ran.stderr);
    const checked = spawnSync(process.execPath, [distFile('cli.js'), 'check', file], { encoding: 'utf8' });
    assert.match(checked.stderr, /0 problems/);
    assert.match(text, /export class Renamed /);
  });
}

test('all of them compile under strict rules', () => {
  const files = workflowTemplates.map(({ id }): [string, string] => [
    `${id}.ts`,
    readFileSync(path.join(templates, `${id}.template`), 'utf8'),
  ]);
  assert.equal(complaints(new Map(files)), '');
});

test('files are called after their class', () => {
  const rows = {
    AnswerReview: 'answer-review.ts',
    HTMLPage2Pdf: 'html-page2-pdf.ts',
    A: 'a.ts',
    My_Flow: 'my-flow.ts',
  };
  assert.deepEqual(Object.keys(rows).map(fileNameOf), Object.values(rows));
});

test('names that cannot be those of a class are refused', () => {
  assert.deepEqual(
    ['AnswerReview', 'Größe', 'answer', '', 'A B', 'State', 'class'].map(
      (name) => whyNoClassName(name) === null,
    ),
    [true, true, false, false, false, false, false],
  );
});
