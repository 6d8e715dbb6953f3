import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importedNames, isProjectSource } from '../../extension/projectSource.ts';
import { stateFacts } from '../../extension/stateFacts.ts';
import {
  childrenOf,
  describeNode,
  targetName,
  type WorkflowNode,
  workflowNodes,
} from '../../extension/workflowTree.ts';
import type { Problem, WorkflowGraph } from '../../runtime/model/graph.ts';
import { graph, state, transition } from './graph.ts';

function problem(severity: Problem['severity'], line: number): Problem {
  const place = { file: '/w/flow.ts', line, column: 1, endLine: line, endColumn: 2 };
  return { code: 'dead-end', severity, message: '', ...place };
}

const flow = graph({
  start: 'A',
  states: [
    state('A', { line: 3, endLine: 6 }),
    state('B', { line: 8, endLine: 12 }),
    state('C', { line: 1, endLine: 1, handler: null }),
  ],
  transitions: [
    transition('A', 'B', 5),
    { ...transition('B', 'C', 10), kind: 'wait', label: 'score < 0.8' },
    { ...transition('B', '#done', 11), kind: 'done' },
    { ...transition('B', '#unknown', 12), certain: false },
  ],
  problems: [problem('warning', 9), problem('error', 1), problem('information', 4)],
});

function check(name: string, graphs: readonly WorkflowGraph[], expected: string): void {
  test(name, () => assert.equal(print(workflowNodes(graphs), ''), expected));
}

function print(nodes: readonly WorkflowNode[], indent: string): string {
  return nodes
    .map((node) => {
      const worst = node.type === 'transition' || node.worst === null ? '' : ` !${node.worst}`;
      const name = {
        workflow: () => (node.type === 'workflow' ? node.graph.name : ''),
        state: () => (node.type === 'state' ? node.state.id : ''),
        transition: () => (node.type === 'transition' ? `→ ${targetName(node.transition.to)}` : ''),
      }[node.type]();
      const line = `${indent}${name} (${describeNode(node, 'flow.ts')})${worst}\n`;
      return line + print(childrenOf(node), `${indent}  `);
    })
    .join('');
}

check('nothing', [], '');
check(
  'states under workflows, transitions under states, each with its problems',
  [flow],
  `Flow (flow.ts · 2 problems) !error
  A (a() · start)
    → B (line 5)
  B (b() · 1 problem) !warning
    → C (wait · score < 0.8 · line 10)
    → done (line 11)
    → an unknown state (uncertain · line 12)
  C (no step · 1 problem) !error
`,
);
check(
  'workflows by their names, then by their places',
  [graph({ name: 'B' }), graph({ name: 'A', line: 9 }), graph({ name: 'A' })],
  'A (flow.ts)\nA (flow.ts)\nB (flow.ts)\n',
);

test('the facts of a step', () => {
  const [a, , c] = flow.states;
  assert.ok(a && c);
  const full = { ...a, reads: ['n'], writes: ['n', 'user.name'], calls: ['llm.ask'], retry: '3 × 1s' };
  assert.equal(
    stateFacts(flow, { ...full, timeout: '30s', compensation: 'undo' }),
    `**A** · step \`a()\` of \`Flow\`, where it starts

- Reads: \`session.n\`
- Writes: \`session.n\`, \`session.user.name\`
- Calls: \`llm.ask\`
- Retry: \`3 × 1s\`
- Timeout: \`30s\`
- Undone by: \`undo()\`
- Goes to: \`B\``,
  );
  assert.equal(stateFacts(flow, c), '**C** · has no step of `Flow`\n\n- Comes from: `B`');
  assert.match(
    stateFacts(flow, { ...c, id: 'A_B [x](command:y)' }),
    /^\*\*A\\_B \\\[x\\\]\\\(command:y\\\)\*\*/,
  );
});

test('files that may hold a workflow', () => {
  const rows = ['/w/a.ts', '/w/a.mjs', '/w/a.d.ts', '/w/a.json', '/w/node_modules/x/a.ts', '/w/a.min.js'];
  assert.deepEqual(rows.filter(isProjectSource), ['/w/a.ts', '/w/a.mjs']);
});

test('what a text imports from files', () => {
  const text = `import { A } from './states';
export * from "../base/index.js";
import './side.ts';
const x = require('./old'), y = await import('~/late.mts');
import fs from 'node:fs';`;
  assert.deepEqual([...importedNames(text)], ['states', 'index', 'side', 'old', 'late']);
});
