import type { Extraction, WorkflowGraph } from '../runtime/model/graph.ts';

/** Languages whose files may hold workflows, by VS Code's names. */
export const workflowLanguages: readonly string[] = [
  'typescript',
  'javascript',
  'typescriptreact',
  'javascriptreact',
];

/** Whether a text is worth extracting: cheap, and right about every file that uses Backstep under its own name. */
export function mentionsBackstep(text: string): boolean {
  return text.includes('@workflow') || /['"]backstep(?:\/[^'"]*)?['"]/.test(text);
}

/** Whether a text looks as if it declared a workflow; extraction has the last word. */
export function declaresWorkflow(text: string): boolean {
  return /^[\t ]*(?:export\s+(?:default\s+)?)?@workflow\b/m.test(text);
}

/** The workflow whose class spans the line; null between classes. */
export function workflowAtLine(extraction: Extraction, line: number): WorkflowGraph | null {
  return extraction.workflows.find((graph) => line >= graph.line && line <= lastLine(graph)) ?? null;
}

/** The syntax error that makes a graph doubtful, if there is one. */
export function syntaxErrorOf(extraction: Extraction): Extraction['problems'][number] | null {
  const all = [...extraction.problems, ...extraction.workflows.flatMap((graph) => graph.problems)];
  return all.find((problem) => problem.code === 'syntax-error') ?? null;
}

/** A graph does not say where its class ends; after its last step there is at least the closing brace. */
function lastLine(graph: WorkflowGraph): number {
  const own = graph.states.filter((state) => state.handler !== null && state.file === graph.file);
  return Math.max(graph.line, ...own.map((state) => state.endLine)) + 1;
}
