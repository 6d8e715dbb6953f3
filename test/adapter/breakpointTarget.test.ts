import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readName } from '../../runtime/adapter/breakpointTarget.ts';

const states = ['ASK', 'in review', 'DONE'];

function check(name: string, expected: unknown): void {
  test(`a breakpoint named ${JSON.stringify(name)}`, () =>
    assert.deepEqual(readName(name, states), expected));
}

check(' ASK ', { target: { type: 'enter', state: 'ASK' } });
check('in review', { target: { type: 'enter', state: 'in review' } });
check('ASK->#failed', { target: { type: 'transition', from: 'ASK', to: '#failed' } });
check(' * -> in review ', { target: { type: 'transition', from: '*', to: 'in review' } });
check('in review->DONE', { target: { type: 'transition', from: 'in review', to: 'DONE' } });
check('in revue->DONE', { problem: 'No state "in revue". Did you mean in review?' });
