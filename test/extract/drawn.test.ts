import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Directive } from '../../runtime/language/directive.ts';
import { type Drawing, drawingOf } from '../../runtime/model/drawn.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { BARE_FRAME } from '../../runtime/recording/bareFrame.ts';
import { extractText, header } from './check.ts';

const [graph] = extractText(`${header}
enum State { A, B, C, D, E, F, G, H }
@workflow({ states: State, start: State.A }) class Flow {
  @step(State.A, { onError: State.D }) a(x) {
    if (x) return fanOut(State.B, [1], { join: State.C });
    return x.y ? State.C : x.next;
  }
  @step(State.B) b(x) { return 1 + 1 === 2 ? done() : fail('no'); }
  @step(State.C) c(x) { return x ? continueAs(1) : fanOut(Flow, [1], { join: State.D }); }
  @step(State.D) d() {}
  @step(State.E) e() { return waitFor('s', { then: State.F, timeout: 1, onTimeout: State.G }); }
  @step(State.F) f() { return waitFor('s', { then: State.F }); }
  @step(State.G) g() { return waitFor('s', { then: State.F, timeout: 1 }); }
  @step(State.H) h(x) { return x ? sleep(1, State.A) : child(Flow, 1, State.C); }
  @compensate(State.B) undo() {}
}`).workflows;

/** A step from a state at a line, with where it led. */
function check(name: string, given: Partial<Frame> & { readonly line?: number }, expected: Drawing): void {
  test(name, () => {
    const { line, ...rest } = given;
    const frame: Frame = {
      ...BARE_FRAME,
      seq: 1,
      state: 'A',
      next: '#done',
      at: line === undefined ? null : { file: 'main.ts', line, column: 1 },
      ...rest,
    };
    assert.ok(graph);
    assert.equal(drawingOf(graph, frame), expected);
  });
}

const goto = (state: string): Directive => ({ directive: 'goto', state, data: null });
const fails: Directive = { directive: 'fail', reason: 'no' };
const error = { name: 'Error', message: 'x', stack: null, code: null, retryable: true };
const ended: Directive = { directive: 'continueAs', workflow: null, input: null };
const waiting = '#waiting';
const fan = (branch: { state: string } | { workflow: string }, join: string): Directive => ({
  directive: 'fanOut',
  branch,
  items: [],
  join,
  concurrency: null,
  onBranchError: 'fail',
});
const wait = (onTimeout: string | null, timeoutMs: number | null = 1): Directive => ({
  directive: 'waitFor',
  signal: 's',
  state: 'F',
  data: null,
  timeoutMs,
  onTimeout,
});
const woken = (state: string, next: string, wake: Frame['wake']) => ({
  state,
  next,
  directive: goto(next),
  ...(wake && { wake }),
});

check('at its line', { directive: goto('C'), next: 'C', line: 6 }, 'drawn');
check('at an unknown line', { directive: goto('C'), next: 'C' }, 'drawn');
check('at another line', { directive: goto('C'), next: 'C', line: 5 }, 'missing');
check('where a target is unknown', { directive: goto('D'), next: 'D', line: 6 }, 'unknown');
check('from a state without such an edge', { state: 'D', directive: goto('A'), next: 'A' }, 'missing');
check('an error that goes on', { directive: goto('D'), next: 'D', error, line: 4 }, 'drawn');
check('an error that goes on elsewhere', { directive: goto('C'), next: 'C', error, line: 4 }, 'missing');
check('an error that ends the run', { state: 'D', directive: fails, next: '#failed', error }, 'drawn');
check('a fail that no step returns', { directive: fails, next: '#failed', line: 6 }, 'unknown');
check('a fan-out over a state', { directive: fan({ state: 'B' }, 'C'), next: waiting, line: 5 }, 'drawn');
check(
  'a fan-out over another state',
  { directive: fan({ state: 'D' }, 'C'), next: waiting, line: 5 },
  'missing',
);
check(
  'a fan-out over a workflow',
  { state: 'C', directive: fan({ workflow: 'Flow' }, 'D'), next: waiting, line: 9 },
  'drawn',
);
check('its join', woken('C', 'D', { type: 'join', branch: null }), 'drawn');
check('a join elsewhere', woken('C', 'A', { type: 'join', branch: null }), 'missing');
check('the join of branches that are steps', woken('A', 'C', { type: 'join', branch: 'B' }), 'drawn');
check(
  'a join that failed and goes on',
  { ...woken('A', 'D', { type: 'join', branch: 'B' }), error },
  'drawn',
);
check('the end of a branch', { state: 'B', branch: '1.0', next: 'C', line: 8 }, 'drawn');
check('the same end of a run', { state: 'B', line: 8 }, 'missing');
check('a new run', { state: 'C', directive: ended, next: 'A', line: 9 }, 'drawn');
check('the end of the body', { state: 'D', line: 10 }, 'drawn');
check('a wait, with both ways on', { state: 'E', directive: wait('G'), next: waiting, line: 11 }, 'drawn');
check(
  'a wait with another way after its time',
  { state: 'E', directive: wait('A'), next: waiting, line: 11 },
  'missing',
);
check(
  'a wait without a timeout',
  { state: 'F', directive: wait(null, null), next: waiting, line: 12 },
  'drawn',
);
check(
  'a wait at another line',
  { state: 'F', directive: wait(null, null), next: waiting, line: 11 },
  'missing',
);
check('a signal', woken('E', 'F', { type: 'signal', signal: 's' }), 'drawn');
check('a timeout', woken('E', 'G', { type: 'timeout', signal: 's' }), 'drawn');
check(
  'a signal that goes where the timeout does',
  woken('E', 'G', { type: 'signal', signal: 's' }),
  'missing',
);
check(
  'a timeout that fails the run',
  { ...woken('G', '#failed', { type: 'timeout', signal: 's' }), error },
  'drawn',
);
check('a timer', woken('H', 'A', { type: 'timer' }), 'drawn');
check('a child', woken('H', 'C', { type: 'child' }), 'drawn');
check('a child where a timer goes', woken('H', 'A', { type: 'child' }), 'missing');
check('an undo', { state: 'B', next: '#failed', undoes: true }, 'drawn');
check('an undo that fails', { state: 'B', next: '#failed', undoes: true, error, line: 3 }, 'drawn');
check('an undo of a step that has none', { state: 'D', next: '#failed', undoes: true }, 'missing');
