import * as vscode from 'vscode';
import type { Extraction, Problem, Severity } from '../runtime/model/graph.ts';
import type { WorkflowFiles } from './workflowFiles.ts';

/** Shows the problems of known files as they are typed, and takes them away when the file is closed. */
export function showDiagnostics(files: WorkflowFiles): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('backstep');
  /** Problems by the file that was extracted: a base class may have problems from several workflows. */
  const found = new Map<string, readonly Problem[]>();

  const changes = files.onDidChange((file) => {
    const before = found.get(file) ?? [];
    const known = files.known(file);
    const now = known?.open === true ? allProblems(known.extraction) : [];
    if (now.length === 0) found.delete(file);
    else found.set(file, now);
    for (const target of new Set([...before, ...now].map((problem) => problem.file))) {
      const all = [...found.values()].flat().filter((problem) => problem.file === target);
      collection.set(vscode.Uri.file(target), distinct(all).map(toDiagnostic));
    }
  });
  return vscode.Disposable.from(changes, collection);
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
