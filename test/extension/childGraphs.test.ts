import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChildGraphs } from '../../extension/childGraphs.ts';
import type { KnownFile } from '../../extension/workflowFiles.ts';
import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import { graph, transition } from './graph.ts';

const fileOf = (name: string): string => `/nowhere/${name}.ts`;
const placeOf = (name: string) => ({ file: fileOf(name), workflow: name });

/** A workflow of its own file, whose steps go to these children. */
function parent(name: string, children: readonly string[]): WorkflowGraph {
  const transitions = children.map((child) => ({ ...transition('A', 'B', 1), child: placeOf(child) }));
  return graph({ name, file: fileOf(name), transitions });
}

/** What is posted once a page has asked for these places and the panel has drawn these graphs, in their order. */
async function check(acts: readonly (readonly string[] | WorkflowGraph)[], posted: string): Promise<void> {
  const disk = [parent('Inner', ['Innermost']), parent('Innermost', []), parent('Other', [])];
  const known = new Map<string, KnownFile>();
  const names: string[] = [];
  const files = {
    known: (file: string) => known.get(file),
    read: (file: string): Promise<KnownFile> => {
      const workflows = disk.filter((found) => found.file === file);
      const graphs = new Map(workflows.map((found) => [found.name, found]));
      const read = { extraction: { file, workflows, problems: [] }, graphs, syntaxError: null, open: false };
      known.set(file, read);
      children.fileChanged(file);
      return Promise.resolve(read);
    },
    readRecorded: () => Promise.reject(new Error('There is no recording.')),
  };
  const children = new ChildGraphs(
    files,
    () => null,
    ({ workflow }) => names.push(workflow),
  );
  for (const act of acts) {
    await (Array.isArray(act) ? children.ask(act.map(placeOf)) : children.turnTo(act as WorkflowGraph));
  }
  await new Promise(setImmediate);
  assert.equal(names.join(' '), posted);
  assert.equal(children.graphs.map(({ name }) => name).join(' '), posted);
}

const outer = parent('Outer', ['Inner']);

test('a child that the drawn graph names is sent', () => check([outer, ['Inner']], 'Inner'));
test('no other is', () => check([outer, ['Other', 'Innermost']], ''));
test('a page that was restored asks before its graph is drawn', () =>
  check([['Innermost', 'Inner', 'Other'], outer], 'Inner Innermost'));
test('a graph that is drawn anew sends none again', () => check([outer, ['Inner'], outer], 'Inner'));
