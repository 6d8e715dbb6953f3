import assert from 'node:assert/strict';
import { finished } from 'node:stream/promises';
import { test } from 'node:test';
import { wholeMessages } from '../../runtime/adapter/wholeMessages.ts';

const message = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const text = `${message('{"a":"é"}')}${message('')}X-Other: 1\r\n${message('{}')}Nothing: 1\r\n\r\n${message('last')}`;

for (const size of [1, 3, 7, 1000]) {
  test(`messages that come in pieces of ${size} bytes are handed on whole`, async () => {
    const stream = wholeMessages();
    const handed: string[] = [];
    stream.on('data', (chunk) => handed.push(String(chunk)));
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
    stream.end();
    await finished(stream);
    assert.deepEqual(handed, [
      message('{"a":"é"}'),
      message(''),
      `X-Other: 1\r\n${message('{}')}`,
      'Nothing: 1\r\n\r\n',
      message('last'),
    ]);
  });
}
