import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localEngine } from './localBackend.ts';
import { asRows, type Backend, type Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

async function check(backend: Backend, scenario: Scenario): Promise<void> {
  const { frames, end, session, passed } = await backend.run(scenario);
  const { expected } = scenario;
  assert.deepEqual(asRows(frames), expected.frames);
  const failed = failureOf(expected.end);
  if (failed === null) assert.deepEqual(end, expected.end);
  else assert.match(failureOf(end) ?? '', new RegExp(failed));
  if (expected.session !== undefined) assert.deepEqual(session, expected.session);
  // The clock's own steps are a millisecond each, and every timer may be off by one.
  if (expected.passed !== undefined) assert.ok(passed + 10 >= expected.passed, `${passed} ms have passed`);
}

function failureOf(end: unknown): string | null {
  return typeof end === 'object' && end !== null && 'failed' in end ? String(end.failed) : null;
}

const undisturbed = localEngine('local', () => false);

for (const scenario of scenarios) {
  test(`${scenario.name}, undisturbed`, () => check(undisturbed, scenario));

  test(`${scenario.name}, killed at every point in turn`, async () => {
    for (let at = 0; ; at++) {
      const backend = localEngine(`killed at ${at}`, (point) => point === at);
      await check(backend, scenario);
      if (backend.lastKills === 0) break;
    }
  });

  test(`${scenario.name}, killed at random`, async () => {
    for (let seed = 1; seed <= 10; seed++) {
      let state = seed * 2_654_435_761;
      const random = (): number => {
        state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
        return state / 2 ** 32;
      };
      await check(
        localEngine(`seed ${seed}`, () => random() < 0.3),
        scenario,
      );
    }
  });
}
