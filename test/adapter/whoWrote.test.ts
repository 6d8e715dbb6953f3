import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import type { ValueChanges } from '../../runtime/model/history.ts';
import { withDebugging } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');

test('the last change of a value is the one that made it, then those before it; and so forwards', async () => {
  await withDebugging(async ({ launch, move, position, client }) => {
    await launch(example, { stopOnEntry: false });
    const go = async (direction: string, expression = 'session.answer'): Promise<readonly unknown[]> => {
      const stop = await move('backstep/goToChange', { expression, direction });
      return [position().seq, stop.text];
    };
    assert.deepEqual(await go('previous'), [6, 'session.answer was changed by REFINED → CHECKED, step 6']);
    assert.deepEqual(await go('previous'), [4, 'session.answer was changed by REFINED → CHECKED, step 4']);
    assert.deepEqual(await go('previous', 'session.rounds'), [
      4,
      'session.rounds was changed by REFINED → CHECKED, step 4',
    ]);
    await move('stepBack');
    assert.deepEqual(await go('previous'), [2, 'session.answer was changed by GENERATED → CHECKED, step 2']);
    await assert.rejects(go('previous'), { code: 'no-change' });
    assert.deepEqual(await go('next', 'change["session.answer"]'), [
      4,
      'session.answer was changed by REFINED → CHECKED, step 4',
    ]);
    assert.equal((await go('next'))[0], 6);
    await assert.rejects(go('next'), /No recorded step after step 6 changes session\.answer/);
    assert.equal((await move('next')).reason, 'step');
    await assert.rejects(client.request('backstep/changes', { expression: 'data.words' }), {
      code: 'bad-path',
    });
  });
});

test('the history of a value tells edits from steps', async () => {
  await withDebugging(async ({ launch, move, setVariable, client }) => {
    await launch(example);
    await move('next');
    await move('next');
    await setVariable('Session', 'answer', '"Short."');
    await move('continue');
    const { changes } = await client.request<ValueChanges>('backstep/changes', {
      expression: 'session.answer',
    });
    assert.deepEqual(
      changes.map(({ k, by, from, after }) => [k, by, from, after?.type === 'whole' ? after.value : null]),
      [
        [2, 'step', 'GENERATED', changes[1]?.before?.type === 'whole' ? changes[1].before.value : ''],
        [3, 'edit', 'CHECKED', 'Short.'],
      ],
    );
  });
});
