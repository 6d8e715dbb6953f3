import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../../runtime/dist.ts';
import { withDebugging } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');

interface Row {
  readonly breakpoint?: DebugProtocol.SourceBreakpoint;
  readonly name?: string;
  /** Line it verifies at; or what it says when it does not. */
  readonly verified: number | RegExp;
  /** Steps taken at each stop of a run from the start. */
  readonly stops: readonly number[];
  readonly logs?: readonly string[];
}

/** Sets one breakpoint, runs on until the end, then back to the start: both ways stop at the same places. */
function check(title: string, row: Row): void {
  test(title, async () => {
    await withDebugging(async ({ launch, move, client, position }) => {
      await launch(example);
      const answer = row.breakpoint
        ? await client.request<DebugProtocol.SetBreakpointsResponse['body']>('setBreakpoints', {
            source: { path: example },
            breakpoints: [row.breakpoint],
          })
        : await client.request<DebugProtocol.SetFunctionBreakpointsResponse['body']>(
            'setFunctionBreakpoints',
            {
              breakpoints: [{ name: row.name }],
            },
          );
      const [set] = answer.breakpoints;
      if (row.verified instanceof RegExp) assert.match(set?.message ?? '', row.verified);
      else assert.deepEqual([set?.verified, set?.line ?? 0], [true, row.verified]);

      const forward: number[] = [];
      for (;;) {
        const stop = await move('continue');
        if (stop.reason !== 'breakpoint') break;
        assert.deepEqual(stop.hitBreakpointIds, [set?.id]);
        forward.push(position().seq);
      }
      assert.deepEqual(forward, row.stops);
      assert.equal(position().state, '#done');
      if (row.logs) {
        const logged = client.traffic
          .filter((message) => message['event'] === 'output')
          .filter((message) => (message['body'] as { category: string }).category === 'stdout')
          .map((message) => (message['body'] as { output: string }).output.trim())
          // How the run ended is told there, too.
          .filter((text) => !text.includes('Recorded as run'));
        assert.deepEqual(logged, row.logs);
        return;
      }
      const backward: number[] = [];
      for (;;) {
        const stop = await move('reverseContinue');
        if (stop.reason !== 'breakpoint') break;
        backward.unshift(position().seq);
      }
      assert.deepEqual(backward, row.stops);
      assert.equal(position().seq, 0);
    });
  });
}

check('on a @step line: entering the state', { breakpoint: { line: 40 }, verified: 40, stops: [2, 4, 6] });
check('on the line of the method', { breakpoint: { line: 41 }, verified: 40, stops: [2, 4, 6] });
check('on a return: that transition', { breakpoint: { line: 44 }, verified: 44, stops: [7] });
check('on another line of a step', {
  breakpoint: { line: 42 },
  verified: /inside the step CHECKED: the JavaScript debugger stops here/,
  stops: [],
});
check('on a line outside', { breakpoint: { line: 3 }, verified: /Nothing to stop at here/, stops: [] });
check('with a condition', {
  breakpoint: { line: 49, condition: 'session.rounds >= 1' },
  verified: 49,
  stops: [5],
});
check('with a hit count', { breakpoint: { line: 40, hitCondition: '2' }, verified: 40, stops: [4] });
check('a log point', {
  breakpoint: { line: 49, logMessage: 'round {session.rounds}, {data.words} words, {nothing}' },
  verified: 49,
  stops: [],
  logs: [
    'round 0, 45 words, {nothing: nothing is not defined}',
    'round 1, 37 words, {nothing: nothing is not defined}',
  ],
});
check('a condition that cannot be evaluated stops', {
  breakpoint: { line: 44, condition: 'nothing.at' },
  verified: 44,
  stops: [7],
});
check('a state by name', { name: 'REFINED', verified: 0, stops: [3, 5] });
check('a transition by name', { name: 'REFINED->CHECKED', verified: 0, stops: [4, 6] });
check('any transition to a state', { name: '* -> END', verified: 0, stops: [7] });
check('a name that is nearly right', {
  name: 'REFINDE',
  verified: /No state "REFINDE"\. Did you mean REFINED\?/,
  stops: [],
});
check('a hit count that is none', {
  breakpoint: { line: 40, hitCondition: '>=zz' },
  verified: /The hit count ">=zz" is none: give a number/,
  stops: [],
});
check('a condition that is no expression', {
  breakpoint: { line: 40, condition: 'session.(' },
  verified: /The condition "session\.\(" is no expression/,
  stops: [],
});
