import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { counting } from './counting.ts';
import { json, shellIn } from './shell.ts';

const example = distFile('../examples/answer-refinement.ts');
const { folder, backstep, write } = shellIn('exchange');
const counter = write('counter.ts', counting(folder));

test('export and import: one file with the parents folded in', () => {
  const parent = json(backstep('run', example, '--json'))['run'] as string;
  const run = json(backstep('fork', parent, '--at', '2', '--json'))['run'] as string;
  const exported = json(backstep('export', run, '--out', 'sent.sqlite', '--json'));
  assert.equal(exported['path'], path.join(folder, 'sent.sqlite'));
  assert.equal(json(backstep('show', 'sent.sqlite', '--json'))['frames'].length, 8);
  const imported = json(backstep('import', 'sent.sqlite', '--dir', 'elsewhere', '--json'));
  assert.equal(imported['run'], run);
  assert.ok(existsSync(path.join(folder, 'elsewhere', `${run}.sqlite`)));
  assert.equal(json(backstep('diff', run, path.join('elsewhere', `${run}.sqlite`), '--json'))['same'], true);
  const twice = backstep('import', 'sent.sqlite', '--dir', 'elsewhere', '--json');
  assert.deepEqual([twice.status, json(twice)['error'].code], [1, 'recording-exists']);
  const renamed = backstep('fork', 'sent.sqlite', '--at', '2', '--json');
  assert.deepEqual([renamed.status, json(renamed)['error'].code], [2, 'parent-missing']);
});

test('export: as a page, as a diagram, and in no format that there is not', () => {
  const run = json(backstep('run', example, '--json'))['run'] as string;
  assert.equal(backstep('export', run, '--format', 'html').status, 0);
  assert.match(readFileSync(path.join(folder, `${run}.html`), 'utf8'), /^<!DOCTYPE html>/);
  const { path: alone } = json(backstep('export', run, '--json'));
  assert.equal(alone, path.join(folder, `${run}.backstep.sqlite`));
  const { path: diagram } = json(backstep('export', run, '--format', 'mermaid', '--json'));
  assert.match(readFileSync(diagram, 'utf8'), /s2 --> s3 : ×2/);
  const wrong = backstep('export', run, '--format', 'pdf', '--json');
  assert.deepEqual([wrong.status, json(wrong)['error'].code], [2, 'usage']);
});

test('services: replaced by name, with no need of the real ones', () => {
  const broken = write(
    'needsKey.ts',
    counting(folder)
      .replace('services: () => ({', "services: () => { throw new Error('no API_KEY'); return ({")
      .replace('new Adder() })', 'new Adder() }); }'),
  );
  const fake = write('fake.ts', 'export default { adder: { size: 1, add: (n: number) => n + 2 } };');
  assert.equal(json(backstep('run', counter, '--services', fake, '--json'))['output'], 6);
  const alone = backstep('run', broken, '--services', fake, '--json');
  assert.equal(json(alone)['output'], 6);
  assert.match(alone.stderr, /no API_KEY/);
  const wrong = write('wrong.ts', 'export const subtracter = {};');
  const refused = backstep('run', counter, '--services', wrong, '--json');
  assert.deepEqual([refused.status, json(refused)['error'].code], [2, 'unknown-service']);
});
