import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFromRecordingPage } from '../../extension/recordingMessage.ts';
import { recordingPage } from '../../extension/recordingPage.ts';

const page = recordingPage({
  cspSource: 'https://view.test',
  nonce: 'n0nce',
  script: 'https://view.test/recording.js',
  style: 'https://view.test/recording.css',
  texts: { language: 'en', words: {} },
});

test('the policy allows only what the page is made of', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
  assert.equal(policy, "default-src 'none'; style-src https://view.test; script-src 'nonce-n0nce'");
});

test('every script carries the nonce and none is inline', () => {
  assert.deepEqual(page.match(/<script[^>]*>[^<]*/g), [
    '<script nonce="n0nce" src="https://view.test/recording.js">',
  ]);
});

const messages: readonly (readonly [unknown, boolean])[] = [
  [{ type: 'ready' }, true],
  [{ type: 'rows', from: 501 }, true],
  [{ type: 'rows', from: 0 }, false],
  [{ type: 'step', k: 1.5 }, false],
  [{ type: 'value', place: { k: 0, path: ['calls', 0] }, length: 3 }, true],
  [{ type: 'value', place: { k: 0, path: [{}] }, length: 3 }, false],
  [{ type: 'value', place: null, length: 3 }, false],
  [{ type: 'delete' }, false],
  [null, false],
  ['ready', false],
];

for (const [message, known] of messages) {
  test(`${known ? 'takes' : 'refuses'} ${JSON.stringify(message)}`, () => {
    assert.deepEqual(readFromRecordingPage(message), known ? message : null);
  });
}
