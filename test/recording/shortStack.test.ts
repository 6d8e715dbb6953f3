import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortStack } from '../../runtime/recording/shortStack.ts';

function check(name: string, line: string, expected: string, home = '/home/ada/shop'): void {
  test(name, () => {
    assert.equal(
      shortStack(`Error: see /home/ada/notes:1:2\n    at ${line}\n    at main`, home),
      `Error: see /home/ada/notes:1:2\n    at ${expected}\n    at main`,
    );
  });
}

check('a file beside the workflow', 'Trip.book (/home/ada/shop/trip.ts:5:38)', 'Trip.book (trip.ts:5:38)');
check('one below it', 'async /home/ada/shop/lib/car.ts:1:2', 'async lib/car.ts:1:2');
check('one elsewhere', 'f (file:///home/ada/shop-2/car.ts:1:2)', 'f (car.ts:1:2)');
check('a package', 'f (/home/ada/node_modules/ai/index.js:1:2)', 'f (node_modules/ai/index.js:1:2)');
check('a file of Windows', 'f (C:\\ada\\shop\\car.ts:1:2)', 'f (car.ts:1:2)', 'C:\\ada\\shop');
check('a file whose folder has brackets', 'f (/srv/my (old) shop/car.ts:1:2)', 'f (car.ts:1:2)');
check('code of Node', 'async node:internal/process:1:2', 'async node:internal/process:1:2');
check('no file', 'async Promise.all (index 0)', 'async Promise.all (index 0)');
