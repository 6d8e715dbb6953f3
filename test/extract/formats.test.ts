import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCheckLines, toDot, toGithub, toJson, toMermaid } from '../../runtime/extract/formats.ts';
import { extractText, header } from './check.ts';

const extraction = extractText(`${header}
enum State { ASKED, 'IN REVIEW' = 'r', LOST }
@workflow({ states: State, start: State.ASKED, name: 'Say "hi"' }) class Flow {
  @step(State.ASKED, { timeout: '30s' }) ask(data: any, { llm }: any) { return llm.ok(data) ? done() : State['IN REVIEW']; }
  @step(State['IN REVIEW']) review(data: any) { return data.next; }
}`);

test('JSON has the agreed fields, in order', () => {
  const json = JSON.parse(JSON.stringify(toJson([extraction]))) as {
    workflows: { states: object[]; transitions: object[]; problems: object[] }[];
  };
  const [workflow] = json.workflows;
  assert.ok(workflow);
  assert.deepEqual(Object.keys(workflow), [
    'name',
    'file',
    'line',
    'start',
    'states',
    'transitions',
    'problems',
  ]);
  assert.deepEqual(workflow.states[0], {
    id: 'ASKED',
    handler: 'ask',
    line: 4,
    reads: [],
    writes: [],
    calls: ['llm.ok'],
    retry: null,
    timeout: '30s',
    compensation: null,
    file: '/project/main.ts',
  });
  const [done, , unknown] = workflow.transitions;
  assert.deepEqual(Object.entries(done ?? {}).slice(0, 6), [
    ['from', 'ASKED'],
    ['to', '#done'],
    ['kind', 'done'],
    ['label', 'llm.ok(data)'],
    ['line', 4],
    ['certain', true],
  ]);
  assert.equal((unknown as { certain: boolean }).certain, false);
  assert.deepEqual(Object.keys(workflow.problems[0] ?? {}).slice(0, 6), [
    'code',
    'severity',
    'message',
    'file',
    'line',
    'column',
  ]);
});

test('Mermaid', () => {
  assert.equal(
    toMermaid([extraction]),
    `---
title: Say "hi"
---
stateDiagram-v2
  ASKED
  state "IN REVIEW" as state_1
  LOST
  state "?" as end_unknown
  [*] --> ASKED
  ASKED --> [*] : llm.ok(data)
  ASKED --> state_1 : not llm.ok(data)
  state_1 --> end_unknown : ?
`,
  );
});

test('Graphviz', () => {
  assert.equal(
    toDot([extraction]),
    `digraph "Say \\"hi\\"" {
  node [shape=box, style=rounded];
  "#start" [shape=point];
  "#start" -> "ASKED";
  "ASKED";
  "IN REVIEW";
  "LOST" [style="rounded,dashed"];
  "#done" [label="done", shape=doublecircle];
  "#unknown" [label="?", shape=plaintext];
  "ASKED" -> "#done" [label="llm.ok(data)"];
  "ASKED" -> "IN REVIEW" [label="not llm.ok(data)"];
  "IN REVIEW" -> "#unknown" [label="?", style=dashed];
}
`,
  );
});

test('check lines', () => {
  assert.match(
    toCheckLines([extraction]),
    /^\/project\/main\.ts:2:\d+ error missing-step .+\n\/project\/main\.ts:5:\d+ warning unknown-target .+\n$/,
  );
  assert.equal(toCheckLines([]), '');
});

test('annotations for GitHub', () => {
  assert.match(
    toGithub([extraction]),
    /^::error file=\/project\/main\.ts,line=2,endLine=2,col=\d+,title=missing-step::.+\n::warning /,
  );
});
