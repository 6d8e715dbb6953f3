import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInside } from './harness/inside.ts';

test('inside the extension host', async (context) => {
  process.once('SIGTERM', () => process.exit(143));
  const { exitCode, reports, output } = await runInside();
  assert.ok(
    reports.length > 0,
    `no scenario reported anything; VS Code said:\n${output.slice(-20).join('\n')}`,
  );
  for (const { name, failure } of reports) {
    await context.test(name, () => {
      if (failure !== undefined) assert.fail(failure);
    });
  }
  const allPassed = reports.every(({ failure }) => failure === undefined);
  assert.equal(exitCode === 0, allPassed, `VS Code ended with ${exitCode}:\n${output.slice(-20).join('\n')}`);
});
