import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { withDebugging, writeWorkflow } from './debugging.ts';

test('code of another version that a run goes on with is told', async () => {
  await withDebugging(async ({ launch, move, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B'],
      `  @step(State.A) a() { return State.B; }
  @step(State.B) b() {}`,
      `version: 'one'`,
    );
    await launch(file);
    await move('next');
    writeFileSync(file, readFileSync(file, 'utf8').replace("'one'", "'two'"));
    await move('next');
    const told = client.traffic.filter((message) =>
      /was recorded by version one of \w+, and this is version two\./.test(JSON.stringify(message)),
    );
    assert.equal(told.length, 1);
  });
});
