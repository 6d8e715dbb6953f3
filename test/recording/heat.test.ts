import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { heatOf } from '../../runtime/recording/heat.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { DONE, frame, header } from './samples.ts';

test('all runs of a workflow add up, those of others do not, and a bad file hides nothing', () =>
  inFolder(async (dir) => {
    const at = { file: '/project/answer.ts', line: 21, column: 5 };
    for (const id of ['one', 'two']) {
      const run = createRun(dir, header({ id }));
      run.append(frame(1, { at, durationMs: 10, metrics: [{ name: 'cost', value: 0.5 }] }));
      run.append(frame(2, { at, durationMs: 5 }));
      await run.finish(DONE);
    }
    const fork = createRun(
      dir,
      header({ id: 'fork', parent: { run: 'one', cut: { seq: 1, branches: {} } } }),
    );
    fork.append(
      frame(2, { at, durationMs: 100, next: '#done', directive: { directive: 'done', output: null } }),
    );
    await fork.finish(DONE);
    const other = createRun(dir, header({ id: 'other', workflow: 'Another' }));
    other.append(frame(1));
    await other.finish(DONE);
    writeFileSync(path.join(dir, 'bad.sqlite'), 'no database');

    const { edges, ...rest } = await heatOf(dir, 'AnswerRefinement');
    assert.deepEqual(rest, { workflow: 'AnswerRefinement', runs: 3, omitted: 0, children: [] });
    assert.deepEqual(
      edges.toSorted((a, b) => a.from.localeCompare(b.from) || a.to.localeCompare(b.to)),
      [
        { from: 'CHECKED', to: '#done', line: 21, count: 1, ms: 100, tokens: 0, cost: 0 },
        { from: 'CHECKED', to: 'CHECKED', line: 21, count: 2, ms: 10, tokens: 0, cost: 0 },
        { from: 'START', to: 'CHECKED', line: 21, count: 2, ms: 20, tokens: 0, cost: 1 },
      ],
    );
  }));

test('what children did is added up by their names, beside what the runs did themselves', () =>
  inFolder(async (dir) => {
    const run = createRun(dir, header({ id: 'one' }));
    run.append(frame(1, { durationMs: 10 }));
    run.append(frame(2, { durationMs: 5, branch: '1', workflow: 'Search', state: 'LOOK', next: '#done' }));
    await run.finish(DONE);
    const { edges, children } = await heatOf(dir, 'AnswerRefinement');
    assert.deepEqual([edges.length, children.length], [1, 1]);
    const [search] = children;
    assert.equal(search?.workflow, 'Search');
    assert.deepEqual(
      search.edges.map(({ from, to, ms }) => [from, to, ms]),
      [['LOOK', '#done', 5]],
    );
  }));

test('no folder has no heat', () =>
  inFolder(async (dir) => {
    const heat = await heatOf(path.join(dir, 'nowhere'), 'AnswerRefinement');
    assert.deepEqual(heat, { workflow: 'AnswerRefinement', runs: 0, omitted: 0, edges: [], children: [] });
  }));
