import assert from 'node:assert/strict';
import path from 'node:path';
import { extract } from '../../runtime/extract/extract.ts';
import type { Extraction, Problem, Transition } from '../../runtime/model/graph.ts';

export const header = `import { workflow, step, goto, done, fail, fanOut, waitFor, sleep, child, continueAs, compensate } from 'backstep';`;

/** A file, or several by name of which `main.ts` is the one to extract. */
export type Files = string | { readonly [name: string]: string };

/** Extracts from text alone, as if the files lay in one folder and nothing else existed. */
export function extractText(files: Files, main = 'main.ts'): Extraction {
  const all = new Map(
    Object.entries(typeof files === 'string' ? { [main]: files } : files).map(([name, text]) => [
      path.join('/project', name),
      text,
    ]),
  );
  return extract(`/project/${main}`, { read: (file) => all.get(file) });
}

/** Extracts and compares transitions, one a line: `CHECKED -> REFINED goto [not concise] :12`, with `?` when uncertain. */
export function checkEdges(files: Files, expected: string): void {
  const { workflows } = extractText(files);
  const lines = workflows.flatMap(({ transitions }) => transitions.map(edgeLine));
  assert.deepEqual(lines, rows(expected));
}

/** Checks the transitions of a step A with this body, all in line 4: `B goto [data.x] ?`. */
export function checkStep(body: string, expected: string, members = ''): void {
  const [workflow] = extractText(steps({ A: body }, members)).workflows;
  const lines = (workflow?.transitions ?? []).filter(({ from }) => from === 'A').map(edgeLine);
  assert.deepEqual(
    lines.map((line) => line.replace(/^A -> /, '').replace(/ :4/, '')),
    rows(expected),
  );
}

/** Extracts and compares problems, one a line: `main.ts:3 missing-step`. */
export function checkProblems(files: Files, expected: string): void {
  assert.deepEqual(allProblems(extractText(files)).map(problemLine), rows(expected));
}

export function allProblems({ problems, workflows }: Extraction): readonly Problem[] {
  return [...problems, ...workflows.flatMap((workflow) => workflow.problems)];
}

export function edgeLine({ from, to, kind, label, line, certain }: Transition): string {
  return `${from} -> ${to} ${kind}${label === '' ? '' : ` [${label}]`} :${line}${certain ? '' : ' ?'}`;
}

function problemLine({ file, line, code }: Problem): string {
  return `${file.replace(/^.*[\\/]project[\\/]/, '')}:${line} ${code}`;
}

function rows(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A workflow of steps A to E with the bodies given; those left out are done. Bodies begin in line 4 and take one each. */
export function steps(bodies: { readonly [state: string]: string }, members = ''): string {
  const states = ['A', 'B', 'C', 'D', 'E'];
  const methods = states.map((state) => {
    const body = bodies[state];
    return `@step(State.${state}) async ${state.toLowerCase()}(data: any, { session, config, llm, ...ctx }: any) {${body ?? ''}}`;
  });
  return `${header}
enum State { A = 'a', B = 'b', C = 'c', D = 'd', E = 'e' }
@workflow({ states: State, start: State.A }) class Flow {
${methods.join('\n')}
${members}
}`;
}
