import type { Extraction, Problem, StateNode, Transition, WorkflowGraph } from '../model/graph.ts';

/** The JSON of `backstep graph --format json`: stable; fields may be added at the end of an object. */
export function toJson(extractions: readonly Extraction[]): object {
  return {
    workflows: extractions.flatMap(({ workflows }) => workflows.map(workflowJson)),
    problems: extractions.flatMap(({ problems }) => problems.map(problemJson)),
  };
}

/** A Mermaid state diagram of each workflow. */
export function toMermaid(extractions: readonly Extraction[]): string {
  return extractions
    .flatMap(({ workflows }) => workflows)
    .map(mermaidOf)
    .join('\n');
}

/** A Graphviz digraph of each workflow. */
export function toDot(extractions: readonly Extraction[]): string {
  return extractions
    .flatMap(({ workflows }) => workflows)
    .map(dotOf)
    .join('\n');
}

/** One line for each problem: `file:line:column severity code message`. */
export function toCheckLines(extractions: readonly Extraction[]): string {
  return problemsOf(extractions)
    .map(
      ({ file, line, column, severity, code, message }) =>
        `${file}:${line}:${column} ${severity} ${code} ${message}\n`,
    )
    .join('');
}

/** Annotations as GitHub's runner reads them from the output of a step. */
export function toGithub(extractions: readonly Extraction[]): string {
  const levels = { error: 'error', warning: 'warning', information: 'notice' } as const;
  return problemsOf(extractions)
    .map(({ severity, file, line, endLine, column, code, message }) => {
      const place = `file=${property(file)},line=${line},endLine=${endLine},col=${column},title=${property(code)}`;
      return `::${levels[severity]} ${place}::${data(message)}\n`;
    })
    .join('');
}

/** All problems, those of the files and those of their workflows, as one meets them in reading each file. */
export function problemsOf(extractions: readonly Extraction[]): readonly Problem[] {
  return extractions.flatMap(({ problems, workflows }) =>
    [...problems, ...workflows.flatMap((workflow) => workflow.problems)].sort(inReadingOrder),
  );
}

/** Those of other files, where a workflow's base class is say, stay together. */
function inReadingOrder(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function workflowJson(workflow: WorkflowGraph): object {
  const { name, file, line, start, states, transitions, problems } = workflow;
  return {
    name,
    file,
    line,
    start,
    states: states.map(stateJson),
    transitions: transitions.map(transitionJson),
    problems: problems.map(problemJson),
  };
}

function stateJson(state: StateNode): object {
  const { id, handler, line, reads, writes, calls, retry, timeout, compensation, file, session, uses } =
    state;
  const named = { ...(session && { session }), ...(uses && { uses }) };
  return { id, handler, line, reads, writes, calls, retry, timeout, compensation, file, ...named };
}

function transitionJson(transition: Transition): object {
  const { from, to, kind, label, line, certain, file, column, endLine, endColumn } = transition;
  return { from, to, kind, label, line, certain, file, column, endLine, endColumn };
}

function problemJson(problem: Problem): object {
  const { code, severity, message, file, line, column, endLine, endColumn } = problem;
  return { code, severity, message, file, line, column, endLine, endColumn };
}

function mermaidOf({ name, start, states, transitions }: WorkflowGraph): string {
  const ids = new Map(states.map(({ id }, index) => [id, isMermaidId(id) ? id : `state_${index}`]));
  const ends = new Map([
    ['#failed', 'failed'],
    ['#unknown', '?'],
  ]);
  const used = [...ends].filter(([end]) => transitions.some(({ to }) => to === end));
  const target = (to: string) => (to === '#done' ? '[*]' : (ids.get(to) ?? to.replace('#', 'end_')));
  const lines = ['---', `title: ${name.replace(/[\r\n:]/g, ' ')}`, '---', 'stateDiagram-v2'];
  for (const [id, own] of ids) {
    lines.push(own === id ? `  ${own}` : `  state "${id.replaceAll('"', "'")}" as ${own}`);
  }
  for (const [end, word] of used) lines.push(`  state "${word}" as ${target(end)}`);
  if (start !== null) lines.push(`  [*] --> ${target(start)}`);
  for (const one of transitions) {
    const label = words(one).replace(/[:;#"<>]/g, (sign) => `#${sign.charCodeAt(0)};`);
    lines.push(`  ${target(one.from)} --> ${target(one.to)}${label === '' ? '' : ` : ${label}`}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Words that mean something to Mermaid, and the names given to ends here, cannot be names of states. */
function isMermaidId(id: string): boolean {
  return (
    /^\w+$/.test(id) && !/^(end|state|note|direction|class|classdef|default|end_\w+|state_\d+)$/i.test(id)
  );
}

function dotOf({ name, start, states, transitions }: WorkflowGraph): string {
  const lines = [`digraph ${quoted(name)} {`, '  node [shape=box, style=rounded];'];
  if (start !== null) lines.push('  "#start" [shape=point];', `  "#start" -> ${quoted(start)};`);
  for (const { id, handler } of states) {
    lines.push(`  ${quoted(id)}${handler === null ? ' [style="rounded,dashed"]' : ''};`);
  }
  const ends: readonly (readonly [string, string])[] = [
    ['#done', '[label="done", shape=doublecircle]'],
    ['#failed', '[label="failed", shape=doublecircle]'],
    ['#unknown', '[label="?", shape=plaintext]'],
  ];
  for (const [id, look] of ends) {
    if (transitions.some(({ to }) => to === id)) lines.push(`  ${quoted(id)} ${look};`);
  }
  for (const one of transitions) {
    const look = [`label=${quoted(words(one))}`, ...(one.certain ? [] : ['style=dashed'])];
    lines.push(`  ${quoted(one.from)} -> ${quoted(one.to)} [${look.join(', ')}];`);
  }
  return `${lines.join('\n')}\n}\n`;
}

/** Kinds that the target does not already tell, and the guard. */
function words({ kind, label, certain }: Transition): string {
  const plain = kind === 'goto' || kind === 'done' || kind === 'fail';
  return [plain ? '' : kind, label, certain ? '' : '?'].filter((part) => part !== '').join(' ');
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', ' ')}"`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
