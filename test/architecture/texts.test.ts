import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { bundleOf } from '../../scripts/texts/bundle.mjs';
import { t } from '../../webview/text.ts';

const root = path.join(import.meta.dirname, '..', '..');
const { contents, count, untranslatable } = bundleOf(root);

test('every text for people in the extension and its pages can be translated', () => {
  assert.ok(count > 400, `only ${count} texts were found`);
  assert.deepEqual(
    untranslatable.map(({ file, line, text }) => `${file}:${line}: ${text}`),
    [],
    'texts that are not handed to t',
  );
});

test('the bundle that translators get holds all of them (npm run texts)', () => {
  assert.equal(readFileSync(path.join(root, 'l10n/bundle.l10n.json'), 'utf8'), contents);
});

test('a text outside of a page is in English, with its values in their places', () => {
  assert.equal(t('{0} of {1}, {0}', 3, 'eight'), '3 of eight, 3');
  assert.equal(t('{0} is {1}', '{1}', 2), '{1} is 2');
});

test('a text of a page is in the words that the extension has given to it', () => {
  const surroundings = globalThis as { document?: unknown };
  surroundings.document = { body: { dataset: { texts: '{"{0} of {1}":"{0} von {1}"}' } } };
  try {
    assert.equal(t('{0} of {1}', 3, 8), '3 von 8');
    assert.equal(t('Line {0}', 3), 'Line 3');
  } finally {
    delete surroundings.document;
  }
});
