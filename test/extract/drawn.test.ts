import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Directive } from '../../runtime/language/directive.ts';
import { type Drawing, drawingOf } from '../../runtime/model/drawn.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { extractText, header } from './check.ts';

const [graph] = extractText(`${header}
enum State { A, B, C, D }
@workflow({ states: State, start: State.A }) class Flow {
  @step(State.A, { onError: State.D }) a(x) {
    if (x) return fanOut(State.B, [1], { join: State.C });
    return x.y ? State.C : x.next;
  }
  @step(State.B) b(x) { return 1 + 1 === 2 ? done() : fail('no'); }
  @step(State.C) c(x) { return x ? continueAs(1) : fanOut(Flow, [1], { join: State.D }); }
  @step(State.D) d() {}
}`).workflows;

/** A step from a state at a line, with where it led. */
function check(name: string, given: Partial<Frame> & { readonly line?: number }, expected: Drawing): void {
  test(name, () => {
    const { line, ...rest } = given;
    const frame: Frame = {
      seq: 1,
      branch: '',
      state: 'A',
      data: null,
      edits: [],
      patches: [],
      directive: { directive: 'done', output: null },
      error: null,
      next: '#done',
      at: line === undefined ? null : { file: 'main.ts', line, column: 1 },
      attempts: [],
      calls: [],
      logs: [],
      metrics: [],
      startedAt: 0,
      durationMs: 0,
      ...rest,
    };
    assert.ok(graph);
    assert.equal(drawingOf(graph, frame), expected);
  });
}

const goto = (state: string): Directive => ({ directive: 'goto', state, data: null });
const fails: Directive = { directive: 'fail', reason: 'no' };
const error = { name: 'Error', message: 'x', stack: null, code: null, retryable: true };
const fan = { items: [], concurrency: null, onBranchError: 'fail' } as const;
const ended: Directive = { directive: 'continueAs', workflow: null, input: null };

check('at its line', { directive: goto('C'), next: 'C', line: 6 }, 'drawn');
check('at an unknown line', { directive: goto('C'), next: 'C' }, 'drawn');
check('at another line', { directive: goto('C'), next: 'C', line: 5 }, 'missing');
check('where a target is unknown', { directive: goto('D'), next: 'D', line: 6 }, 'unknown');
check('from a state without such an edge', { state: 'D', directive: goto('A'), next: 'A' }, 'missing');
check('an error that goes on', { directive: goto('D'), next: 'D', error, line: 4 }, 'drawn');
check('an error that goes on elsewhere', { directive: goto('C'), next: 'C', error, line: 4 }, 'missing');
check('an error that ends the run', { state: 'D', directive: fails, next: '#failed', error }, 'drawn');
check('a fail that no step returns', { directive: fails, next: '#failed', line: 6 }, 'unknown');
check(
  'a fan-out over a state, named by its join',
  { directive: { directive: 'fanOut', branch: { state: 'B' }, join: 'C', ...fan }, next: 'C', line: 5 },
  'drawn',
);
check(
  'a fan-out over another state',
  { directive: { directive: 'fanOut', branch: { state: 'D' }, join: 'C', ...fan }, next: 'C', line: 5 },
  'missing',
);
check(
  'a fan-out over a workflow',
  {
    state: 'C',
    directive: { directive: 'fanOut', branch: { workflow: 'Flow' }, join: 'D', ...fan },
    next: 'D',
    line: 9,
  },
  'drawn',
);
check('the end of a branch', { state: 'B', branch: '1.0', line: 8 }, 'drawn');
check('the same end of a run', { state: 'B', line: 8 }, 'missing');
check('a new run', { state: 'C', directive: ended, line: 9 }, 'drawn');
check('the end of the body', { state: 'D', line: 10 }, 'drawn');
