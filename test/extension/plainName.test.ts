import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesOf } from '../../extension/place.ts';
import { plainMessage, plainName } from '../../extension/plainName.ts';
import { graph, state } from './graph.ts';

test('a name that reads like an icon, and one with what is not seen', () => {
  assert.equal(plainName('CHECKED'), 'CHECKED');
  assert.equal(plainName('A$(bug)$(sync~spin)'), 'A\\$(bug)\\$(sync~spin)');
  assert.equal(plainName('pay\u00adment\u{E0041}'), 'pay\\u00ADment\\u{E0041}');
});

test('a notification keeps its lines, and makes no link of a name', () => {
  assert.equal(
    plainMessage('There is no [state](command:workbench.action.quit)\u202E.\nGive another.'),
    'There is no [state] (command:workbench.action.quit)\\u202E.\nGive another.',
  );
});

test('what is chosen from a list is the state that was meant, however its name is shown', () => {
  const id = 'A\u200b$(bug)';
  const [place] = placesOf(graph({ states: [state(id, { handler: 'go' })] }));
  assert.deepEqual(place, {
    label: 'A\\u200B\\$(bug)',
    description: 'go()',
    place: { type: 'state', state: id, owner: null },
  });
});
