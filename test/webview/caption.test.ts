import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransitionKind } from '../../runtime/model/graph.ts';
import { describeEdge, guardOf } from '../../webview/caption.ts';
import { planOf } from '../../webview/plan.ts';
import { graphOf } from './graphs.ts';

/** What is heard of a transition from A to B. */
function check(kind: TransitionKind, label: string, heard: string, guard = ''): void {
  test(`the words of an edge: ${kind} ${label}`, () => {
    const { edges } = planOf(
      graphOf('Flow', null, [{ id: 'A' }, { id: 'B' }], [['A', 'B', kind, label]]),
      [],
    );
    const [edge] = edges;
    assert.ok(edge);
    assert.equal(describeEdge(edge), `A to B${heard === '' ? '' : `, ${heard}`}`);
    assert.equal(guardOf(edge), guard);
  });
}

check('goto', '', '');
check('goto', 'score < 0.5', 'when score < 0.5', 'score < 0.5');
check('goto', 'on error', 'when an error was caught');
check('wait', 'on approval', 'on the signal approval, after a wait');
check('wait', '', 'on a signal, after a wait');
check('wait', 'tries < 2', 'when tries < 2, on a signal, after a wait', 'tries < 2');
check('wait', 'on error', 'when an error was caught, on a signal, after a wait');
check('timeout', 'after 7d', 'when 7d have passed without the signal');
check('timeout', '', 'when the wait times out');
check('sleep', 'after 3d', 'when 3d have passed');
check('sleep', 'data.ok', 'when data.ok, after a while', 'data.ok');
check('error', '', 'when the step throws');
check('compensate', 'release', 'release() undoes the step when the run fails');
