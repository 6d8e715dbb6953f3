import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginning, inReadingOrder, legible, legibleLines, quoted } from '../../runtime/model/legible.ts';

function check(name: string, given: string, expected: string): void {
  test(`legible: ${name}`, () => assert.equal(legible(given), expected));
}

check('plain names stay', 'CHECKED_2', 'CHECKED_2');
check('line breaks', 'a\nb\tc\rd', 'a\\nb\\tc\\rd');
check('control characters', 'a\u0000b\u001bc\u0085', 'a\\u0000b\\u001Bc\\u0085');
check('what turns the direction', '\u202Egnp.exe\u061c', '\\u202Egnp.exe\\u061C');
check('zero widths', 'a\u200b\u2060\ufeffb', 'a\\u200B\\u2060\\uFEFFb');
check('soft hyphens', 'appro\u00adved', 'appro\\u00ADved');
check('tags, which carry hidden text', 'a\u{E0068}\u{E0069}', 'a\\u{E0068}\\u{E0069}');
check('selectors of variants, which carry hidden text too', 'a\ufe00\u{E0101}', 'a\\uFE00\\u{E0101}');
check('one that would ask for what is there anyway', 'a\ufe0f 😀\ufe0f', 'a\\uFE0F 😀\\uFE0F');
check('letters and cells that are blank', '\u3164\u115f\uffa0\u2800', '\\u3164\\u115F\\uFFA0\\u2800');
check('a grapheme joiner', 'a\u034fb', 'a\\u034Fb');
check('private characters, which an icon font would draw', '\uea6c', '\\uEA6C');
check('lone halves of pairs', 'a\ud800b', 'a\\uD800b');
check('other scripts', 'מצב 状态 حالة नमस्ते été', 'מצב 状态 حالة नमस्ते été');

test('in reading order: names that are written from left to right stay as they are', () => {
  assert.equal(inReadingOrder('CHECKED → done  #3 · awaits "x"'), 'CHECKED → done  #3 · awaits "x"');
});

test('in reading order: a mark stands between a name from right to left and what follows', () => {
  assert.equal(inReadingOrder('שלום → حالة  #3'), 'שלום\u200e → حالة\u200e  #3');
  assert.equal(inReadingOrder('שלום_1 → B'), 'שלום_1\u200e → B');
  assert.equal(inReadingOrder('שלום עולם · step 3'), 'שלום עולם\u200e · step 3');
});

const pictures = '👩\u200d💻 👩🏽\u200d💻 ❤\ufe0f\u200d🔥 🤷\u200d♂\ufe0f 1\ufe0f\u20e3';
check('pictures made of several', pictures, pictures);
check('a joiner between letters', 'a\u200db\u200cc', 'a\\u200Db\\u200Cc');

const persian = 'می\u200cخواهم';
check('a letter of Persian that is kept from joining', persian, persian);
check('one that does not join anyway', 'د\u200cخ', 'د\\u200Cخ');
check('one at the end', 'می\u200c', 'می\\u200C');

const hindi = 'क्\u200dष श्र\u094d\u200cक';
check('letters of Hindi that are kept apart', hindi, hindi);

test('a text of several lines keeps them', () => {
  assert.equal(legibleLines('a\n\tb\u202e\r\n'), 'a\n\tb\\u202E\\r\n');
});

test('a name in a sentence ends where its quotes do', () => {
  assert.equal(quoted('go", until noon'), '"go\\", until noon"');
  assert.equal(quoted('go\nnow'), '"go\\nnow"');
  assert.ok(quoted('x'.repeat(10_000)).length < 130);
});

test('a text is cut between what is seen as one character', () => {
  const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
  assert.equal(beginning(`ab${family}cd`, 5), 'ab');
  assert.equal(beginning(`ab${family}cd`, 2 + family.length), `ab${family}`);
  assert.equal(beginning('abc', 5), 'abc');
});
