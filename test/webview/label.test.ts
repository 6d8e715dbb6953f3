import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLines, shorten, visible } from '../../webview/label.ts';

function check(name: string, given: string, expected: string): void {
  test(`visible: ${name}`, () => assert.equal(visible(given), expected));
}

check('plain names stay', 'CHECKED_2', 'CHECKED_2');
check('other scripts stay', 'מצב 状态 été', 'מצב 状态 été');
check('emoji stay', '✅ done', '✅ done');
check('line breaks', 'a\nb\tc\rd', 'a\\nb\\tc\\rd');
check('control characters', 'a\u0000b\u001bc\u0085', 'a\\u0000b\\u001Bc\\u0085');
check('overrides of the direction', 'safe\u202Egnp.exe', 'safe\\u202Egnp.exe');
check('isolates and zero widths', '\u2066a\u2069\u200b\ufeff', '\\u2066a\\u2069\\u200B\\uFEFF');
check('tags beyond the first plane', 'a\u{E0041}', 'a\\u{E0041}');
check('private characters, which an icon font would draw', '\uEA6C', '\\uEA6C');
check('lone surrogates', 'a\ud800b', 'a\\uD800b');
check('blank letters', '\u3164', '\\u3164');
check('piles of marks', `e${'\u0301'.repeat(50)}x`, `e${'\u0301'.repeat(4)}x`);
check('at most 400 characters', 'x'.repeat(50_000_000), `${'x'.repeat(399)}…`);
check('escapes are bounded too', '\u0000'.repeat(1000), `${'\\u0000'.repeat(400).slice(0, 800)}…`);

function checkShorten(name: string, given: string, width: number, expected: string): void {
  test(`shorten: ${name}`, () => {
    const found = shorten(given, width, (text) => Array.from(text).length);
    assert.equal(found, expected);
    assert.ok(Array.from(found).length <= Math.max(width, 2));
  });
}

checkShorten('what fits stays', 'CHECKED', 7, 'CHECKED');
checkShorten('both ends stay', 'CHECKED_BY_A_PERSON', 9, 'CHECKE…ON');
checkShorten('characters of two units stay whole', '😀😁😂🤣😃', 4, '😀😁…😃');
checkShorten('never less than one character', 'ABC', 0, 'A…');

function checkLines(name: string, given: string, width: number, most: number, expected: string[]): void {
  test(`inLines: ${name}`, () => {
    const found = inLines(given, width, most, (text) => Array.from(text).length);
    assert.deepEqual(found, expected);
    for (const line of found) assert.ok(Array.from(line).length <= width);
  });
}

checkLines('nothing has no line', '', 10, 3, []);
checkLines('what fits stays on one', 'score < 0.8', 11, 3, ['score < 0.8']);
checkLines('before an operator', 'score < 0.8 && rounds > 3', 16, 3, ['score < 0.8', '&& rounds > 3']);
checkLines('at blanks where there is no operator', 'one two three four', 10, 3, ['one two', 'three four']);
checkLines('before a dot where there is no blank', 'session.request.user.name', 16, 3, [
  'session.request',
  '.user.name',
]);
checkLines('the last line is cut', 'aa && bb && cc && dd', 6, 2, ['aa', '&& bb…']);
checkLines('one long word is cut', 'x'.repeat(40), 10, 3, [`${'x'.repeat(9)}…`]);
checkLines('characters of two units stay whole', '😀😁😂🤣😃', 3, 1, ['😀😁…']);
