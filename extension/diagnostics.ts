import * as vscode from 'vscode';
import type { Extraction, Problem, Severity } from '../runtime/model/graph.ts';
import type { PositionBody, UndrawnEdge } from '../runtime/model/position.ts';
import type { Sessions } from './sessions.ts';
import { undrawnProblems } from './undrawnProblems.ts';
import type { KnownFile, WorkflowFiles } from './workflowFiles.ts';

/**
 * Shows the problems of known files as they are typed, and takes them away when the file is closed. What a run did and
 * the graph lacks is a problem too, until the code is changed.
 */
export function showDiagnostics(files: WorkflowFiles, sessions: Sessions): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('backstep');
  /** Problems by the file that was extracted: a base class may have problems from several workflows. */
  const found = new Map<string, readonly Problem[]>();
  const observed = new Map<string, Observed>();

  const update = (file: string): void => {
    const before = found.get(file) ?? [];
    const known = files.known(file);
    const now = known?.open === true ? [...allProblems(known.extraction), ...ofRuns(known, observed)] : [];
    if (now.length === 0) found.delete(file);
    else found.set(file, now);
    for (const target of new Set([...before, ...now].map((problem) => problem.file))) {
      const all = [...found.values()].flat().filter((problem) => problem.file === target);
      collection.set(vscode.Uri.file(target), distinct(all).map(toDiagnostic));
    }
  };
  return vscode.Disposable.from(
    collection,
    files.onDidChange(update),
    sessions.onDidChange((position) => {
      if (position === null || !observe(observed, position)) return;
      update(position.file);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      for (const [key, { file }] of observed) if (file === document.uri.fsPath) observed.delete(key);
    }),
  );
}

/** What runs of one workflow did and its graph lacks. */
interface Observed {
  readonly file: string;
  readonly workflow: string;
  readonly edges: ReadonlyMap<string, UndrawnEdge>;
}

/** Whether the position tells of a transition that was not known to be undrawn. */
function observe(observed: Map<string, Observed>, { file, workflow, undrawn = [] }: PositionBody): boolean {
  const key = JSON.stringify([file, workflow]);
  const before = observed.get(key)?.edges;
  const edges = new Map([...(before ?? []), ...undrawn.map((edge) => [JSON.stringify(edge), edge] as const)]);
  if (edges.size === (before?.size ?? 0)) return false;
  observed.set(key, { file, workflow, edges });
  return true;
}

function ofRuns({ graphs }: KnownFile, observed: ReadonlyMap<string, Observed>): readonly Problem[] {
  return [...observed.values()].flatMap(({ file, workflow, edges }) => {
    const graph = graphs.get(workflow);
    return graph?.file === file ? undrawnProblems(graph, [...edges.values()]) : [];
  });
}

function allProblems(extraction: Extraction): readonly Problem[] {
  return [...extraction.problems, ...extraction.workflows.flatMap((graph) => graph.problems)];
}

/** Two workflows that share a base class both report what is wrong with it. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function toDiagnostic(problem: Problem): vscode.Diagnostic {
  const { line, column, endLine, endColumn } = problem;
  const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  const diagnostic = new vscode.Diagnostic(range, problem.message, severities[problem.severity]);
  diagnostic.source = 'Backstep';
  diagnostic.code = problem.code;
  return diagnostic;
}

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};
