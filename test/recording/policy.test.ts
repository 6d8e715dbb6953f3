import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyFrom } from '../../runtime/recording/policy.ts';
import { codeOf } from './folder.ts';

function check(
  environment: Record<string, string>,
  redact: readonly string[],
  runs: number | null,
  days: number | null,
) {
  test(`policy of ${JSON.stringify(environment)}`, () => {
    assert.deepEqual(policyFrom(environment), { redact, keep: { runs, days } });
  });
}

check({}, [], null, null);
check(
  { BACKSTEP_REDACT: ' apiKey, session.user.token,', BACKSTEP_KEEP_RUNS: '20' },
  ['apiKey', 'session.user.token'],
  20,
  null,
);
check({ BACKSTEP_REDACT: '', BACKSTEP_KEEP_RUNS: '', BACKSTEP_KEEP_DAYS: '7' }, [], null, 7);

test('a number that is none is refused', async () => {
  for (const text of ['0', '-1', 'many', '1.5']) {
    assert.equal(await codeOf(() => policyFrom({ BACKSTEP_KEEP_DAYS: text })), 'bad-setting');
  }
});
