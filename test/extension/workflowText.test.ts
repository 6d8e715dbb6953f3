import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaresWorkflow, mentionsBackstep, workflowAtLine } from '../../extension/workflowText.ts';
import { graph, state } from './graph.ts';

function check(text: string, expected: 'declares' | 'mentions' | 'neither'): void {
  test(`${expected}: ${JSON.stringify(text)}`, () => {
    assert.equal(mentionsBackstep(text), expected !== 'neither');
    assert.equal(declaresWorkflow(text), expected === 'declares');
  });
}

check("@workflow({ states: S, start: 'A' })\nexport class A {}", 'declares');
check('export default @workflow({}) class A {}', 'declares');
check('  @workflow({})\n  class Inner {}', 'declares');
check("import { goto } from 'backstep';", 'mentions');
check('const { workflow } = require("backstep");', 'mentions');
check('// see @workflow for more', 'mentions');
check("import { step } from './backstep.ts';", 'neither');
check('const backstep = 1;', 'neither');
check('', 'neither');

test('the workflow at a line', () => {
  const extraction = {
    file: '/w/flow.ts',
    problems: [],
    workflows: [
      graph({ name: 'First', line: 10, states: [state('A', { line: 12, endLine: 20 })] }),
      graph({ name: 'Second', line: 30, states: [state('B', { handler: null, line: 3, endLine: 90 })] }),
    ],
  };
  const rows = [9, 10, 21, 22, 30, 31, 32].map((line) => workflowAtLine(extraction, line)?.name ?? null);
  assert.deepEqual(rows, [null, 'First', 'First', null, 'Second', 'Second', null]);
});
