import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNotNamed, writtenName } from '../../extension/renamedState.ts';

function checkWritten(name: string, before: string, expected: string): void {
  test(`${name} after ${before}`, () => assert.equal(writtenName(name, before), expected));
}

checkWritten('in review', "'", 'in review');
checkWritten(`it's "new" \\`, "'", `it\\'s "new" \\\\`);
checkWritten(`it's "new"`, '"', `it's \\"new\\"`);
checkWritten(`\`$${'{x}'}\` $`, '`', `\\\`\\$${'{x}'}\\\` $`);
checkWritten('done', '{', 'done');
checkWritten('in-review', ' ', "'in-review'");
checkWritten("it's", ' ', "'it\\'s'");

function checkRefused(name: string, isMember: boolean, expected: RegExp | null): void {
  test(`${isMember ? 'a member' : 'a string'} named ${JSON.stringify(name)}`, () => {
    const why = whyNotNamed(name, ['A', 'B'], isMember);
    if (expected === null) assert.equal(why, null);
    else assert.match(why ?? '', expected);
  });
}

checkRefused('C', true, null);
checkRefused('in review', false, null);
checkRefused('in review', true, /cannot be the name of a member/);
checkRefused('1st', true, /cannot be the name of a member/);
checkRefused('B', true, /is a state of this workflow already/);
checkRefused('B', false, /is a state of this workflow already/);
checkRefused(' ', false, /must be a line of text/);
checkRefused('#done', false, /must be a line of text/);
