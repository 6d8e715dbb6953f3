import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateChoices } from '../../extension/stateChoices.ts';
import { mentionsIn, stateStyle } from '../../extension/stateMentions.ts';
import { extract } from '../../runtime/extract/extract.ts';
import { graph, state } from './graph.ts';

const file = '/nowhere/flow.ts';

/** Every `‹name›` of the text is a mention and nothing else is; with an exclamation mark it is the declaration. */
function check(name: string, marked: string): void {
  test(name, () => {
    const text = marked.replace(/[‹›]!?/g, '');
    const [flow] = extract(file, { text }).workflows;
    assert.ok(flow);
    let found = '';
    let at = 0;
    for (const { start, end, declares } of mentionsIn(text, flow, stateStyle(flow, text), file)) {
      found += `${text.slice(at, start)}‹${text.slice(start, end)}›${declares ? '!' : ''}`;
      at = end;
    }
    assert.equal(found + text.slice(at), marked);
  });
}

check(
  'members of an enum, wherever they stand',
  `import { goto, step, workflow } from 'backstep';
enum State {
  ‹A›! = 'A', // then B
  ‹B›!,
}
const first = State.‹A›;
@workflow({ states: State, start: first })
class Flow {
  @step(State.‹A›)
  A() {
    // State.B is next.
    return Math.random() < 0.5 ? goto(State.‹B›, 'State.A') : this.State.B;
  }
  @step(State.‹B›) b() {}
}
`,
);

check(
  'members of a const object',
  `import { step, workflow } from 'backstep';
const State = { ‹A›!: 'a', ‹B›!: 'b' } as const;
@workflow({ states: State, start: State.‹A› })
class Flow {
  @step(State.‹A›) a() { return State.‹B›; }
}
`,
);

check(
  'strings, only where a state is meant',
  `import { goto, step, workflow } from 'backstep';
const log = 'one';
@workflow({ states: ['‹one›!', "‹two›!"], start: '‹one›', session: () => ({ at: 'one' }) })
class Flow {
  @step('‹one›', { onError: '‹two›' })
  one(kind: string, { session }: { session: { at: string } }) {
    session.at = 'two';
    if (session.at === 'one') return '‹two›';
    return kind === 'two' ? '‹one›' : goto('‹two›', { at: 'one' });
  }
  @step('‹two›')
  two() {}
}
const after = goto('one');
`,
);

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
