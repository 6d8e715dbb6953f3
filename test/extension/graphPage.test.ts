import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphPage } from '../../extension/graphPage.ts';

const page = graphPage({
  cspSource: 'https://view.test',
  nonce: 'n0nce',
  script: 'https://view.test/webview.js',
  style: 'https://view.test/webview.css',
  icons: 'https://view.test/codicons/codicon.css',
  layout: 'https://view.test/layout.js',
  texts: { language: 'de', words: { 'Find "it"': '<Suche> & finde' } },
});

test('the policy allows only what the page is made of', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
  assert.equal(
    policy,
    "default-src 'none'; img-src https://view.test data:; style-src https://view.test; font-src https://view.test; " +
      "script-src 'nonce-n0nce'; worker-src blob:; connect-src https://view.test",
  );
  assert.doesNotMatch(page, /unsafe/);
});

test('every script carries the nonce and none is inline', () => {
  const scripts = page.match(/<script[^>]*>[^<]*/g);
  assert.deepEqual(scripts, ['<script nonce="n0nce" src="https://view.test/webview.js">']);
});

test('the body names the layout script', () => {
  assert.match(page, /<body data-layout="https:\/\/view\.test\/layout\.js" /);
});

test('the page has its texts in the reader’s language, and they break out of nothing', () => {
  assert.match(page, /<html lang="de">/);
  const words = '{&quot;Find \\&quot;it\\&quot;&quot;:&quot;&lt;Suche> &amp; finde&quot;}';
  assert.ok(page.includes(` data-texts="${words}"`), page);
});
