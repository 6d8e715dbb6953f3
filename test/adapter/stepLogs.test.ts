import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { withDebugging, writeWorkflow } from './debugging.ts';

test('what a step logs is a group of its own, with a link to the step', async () => {
  await withDebugging(async ({ launch, move, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B', 'C'],
      `@step(State.A) a(_: null, { log }: any) { log.info('one'); log.warn('two'); return State.B; }
@step(State.B) b(_: null, { log }: any) { return State.C; }
@step(State.C) c(_: null, { log }: any) { log.info('three'); return done(); }`,
    );
    await launch(file);
    await move('continue');
    const printed = client.traffic
      .filter((message) => message['event'] === 'output')
      .map((message) => message['body'] as DebugProtocol.OutputEvent['body'])
      .map(({ category, group = '', output, line }) => [category, group, output.trimEnd(), line]);
    assert.deepEqual(printed.slice(0, 7), [
      ['stdout', 'start', 'A  #1', 5],
      ['stdout', '', 'one', undefined],
      ['stderr', '', 'two', undefined],
      ['stdout', 'end', '', undefined],
      ['stdout', 'start', 'C  #3', 7],
      ['stdout', '', 'three', undefined],
      ['stdout', 'end', '', undefined],
    ]);
    assert.match(String(printed[7]?.[2]), /^Flow: 3 steps, done/);
  });
});

test('so is what a step prints, on which way soever; what comes of nobody stands alone', async () => {
  await withDebugging(async ({ launch, move, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B'],
      `@step(State.A) async a(_: null, { log }: any) {
    console.log('printed');
    log.info('logged');
    await null;
    await new Promise<void>((done) => process.stderr.write('an error\\n', () => done()));
    return State.B;
  }
@step(State.B) b() { console.log('x'.repeat(300_000)); return done(); }`,
      '',
      "console.log('while loading');",
    );
    await launch(file);
    await move('continue');
    const printed = client.traffic
      .filter((message) => message['event'] === 'output')
      .map((message) => message['body'] as DebugProtocol.OutputEvent['body'])
      .map(({ category, group = '', output }) => [category, group, output.trimEnd()]);
    const [first = ''] = printed.findIndex(([, group]) => group === 'start') > 0 ? (printed[0] ?? []) : [];
    assert.equal(first, 'stdout');
    const begin = printed.findIndex(([, group]) => group === 'start');
    assert.deepEqual(printed.slice(begin, begin + 5), [
      ['stdout', 'start', 'A  #1'],
      ['stdout', '', 'printed'],
      ['stdout', '', 'logged'],
      ['stderr', '', 'an error'],
      ['stdout', 'end', ''],
    ]);
  });
});
