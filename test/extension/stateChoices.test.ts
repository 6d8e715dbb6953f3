import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateChoices } from '../../extension/stateChoices.ts';
import { graph, state } from './graph.ts';

const flow = graph({
  states: [state('A', {}), state('B', { handler: null }), state('b-c', { handler: null })],
});

function checkChoices(before: string, quote: string | null, expected: string): void {
  test(`offered after ${before}`, () => {
    const choices = stateChoices(flow, quote === null ? { owner: 'State' } : { quote }, before);
    const sorted = [...choices].sort((a, b) => a.rank - b.rank);
    assert.equal(sorted.map(({ text, typed }) => `${text}<${typed}`).join(' '), expected);
  });
}

checkChoices('    return goto(', null, "State.A<0 State.B<0 State['b-c']<0");
checkChoices('    return goto(Sta', null, "State.A<3 State.B<3 State['b-c']<3");
checkChoices('    return goto(State.', null, '');
checkChoices('  @step(', null, "State.B<0 State['b-c']<0 State.A<0");
checkChoices("  @step('", "'", 'B<0 b-c<0 A<0');
checkChoices("    return goto('b-", "'", 'A<2 B<2 b-c<2');
checkChoices('    return goto(', '"', '"A"<0 "B"<0 "b-c"<0');
checkChoices("    return goto('", null, '');
checkChoices('  @workflow(', null, '');
checkChoices('    history.goto(', null, '');
checkChoices('    ask(', null, '');
