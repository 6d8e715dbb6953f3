import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { heatOf } from '../../runtime/recording/heat.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { DONE, frame, header } from './samples.ts';

const none = { count: 0, ms: 0, waitedMs: 0, tokens: 0, cost: 0 };

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

    const { states, edges, ...rest } = await heatOf(dir, 'AnswerRefinement');
    assert.deepEqual(rest, { workflow: 'AnswerRefinement', runs: 3, omitted: 0, children: [] });
    const edge = (from: string, to: string, count: number, ms: number, cost: number) => ({
      from,
      to,
      line: 21,
      count,
      spending: { ...none, count, ms, cost },
    });
    assert.deepEqual(
      edges.toSorted((a, b) => a.from.localeCompare(b.from) || a.to.localeCompare(b.to)),
      [
        edge('CHECKED', '#done', 1, 100, 0),
        edge('CHECKED', 'CHECKED', 2, 10, 0),
        edge('START', 'CHECKED', 2, 20, 1),
      ],
    );
    // The fork took a step from where its parent had entered.
    assert.deepEqual(states, [
      { state: 'START', visits: 2, spending: { ...none, count: 2, ms: 20, cost: 1 } },
      { state: 'CHECKED', visits: 4, spending: { ...none, count: 3, ms: 110 } },
    ]);
  }));

test('a wait counts its state once and tells its time apart, and an undo enters no state', () =>
  inFolder(async (dir) => {
    const run = createRun(dir, header({ id: 'one' }));
    const nap = { directive: 'sleep', durationMs: 259_200_000, state: 'AWAKE', data: null } as const;
    run.append(frame(1, { durationMs: 10, next: 'NAP', undoable: true }));
    run.append(frame(2, { state: 'NAP', durationMs: 2, next: '#waiting', directive: nap }));
    run.append(
      frame(3, {
        state: 'NAP',
        durationMs: 259_200_000,
        attempts: [],
        calls: [],
        metrics: [],
        at: null,
        wake: { type: 'timer' },
        next: 'AWAKE',
      }),
    );
    run.append(
      frame(4, {
        state: 'AWAKE',
        durationMs: 3,
        next: '#failed',
        directive: { directive: 'fail', reason: 'no' },
      }),
    );
    run.append(
      frame(5, {
        state: 'START',
        durationMs: 7,
        next: '#failed',
        undoes: true,
        directive: { directive: 'done', output: null },
      }),
    );
    await run.finish({ status: 'failed', output: null, error: null, endedAt: 1 });
    const { states, edges } = await heatOf(dir, 'AnswerRefinement');
    assert.deepEqual(
      states.map(({ state, visits, spending: { count, ms, waitedMs } }) => [
        state,
        visits,
        count,
        ms,
        waitedMs,
      ]),
      [
        ['START', 1, 2, 17, 0],
        ['NAP', 1, 1, 2, 259_200_000],
        ['AWAKE', 1, 1, 3, 0],
      ],
    );
    assert.deepEqual(
      edges.map(({ from, to, count }) => [from, to, count]),
      [
        ['START', 'NAP', 1],
        ['NAP', 'AWAKE', 1],
        ['AWAKE', '#failed', 1],
        ['START', '#failed', 1],
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
      search.edges.map(({ from, to, spending }) => [from, to, spending.ms]),
      [['LOOK', '#done', 5]],
    );
  }));

test('no folder has no heat', () =>
  inFolder(async (dir) => {
    const heat = await heatOf(path.join(dir, 'nowhere'), 'AnswerRefinement');
    assert.deepEqual(heat, {
      workflow: 'AnswerRefinement',
      runs: 0,
      omitted: 0,
      states: [],
      edges: [],
      children: [],
    });
  }));
