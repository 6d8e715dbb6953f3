import * as vscode from 'vscode';
import type { Problem, WorkflowGraph } from '../runtime/model/graph.ts';
import { addedState, declarationOf, statesOption, unknownState } from './addedState.ts';
import { startOfLine } from './codeText.ts';
import { type Insertion, stepSkeleton } from './stepSkeleton.ts';
import type { WorkflowFiles } from './workflowFiles.ts';
import { workflowLanguages } from './workflowText.ts';

/** Mends what extraction found: writes the step that a state lacks, adds the state that a step goes to, returns what it forgets. */
export function provideQuickFixes(files: WorkflowFiles, log: vscode.LogOutputChannel): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { diagnostics, only }) {
      if (only !== undefined && !only.contains(vscode.CodeActionKind.QuickFix)) return [];
      const fixes = diagnostics
        .filter(({ source }) => source === 'Backstep')
        .map(async (diagnostic) => {
          try {
            return await fixesFor(files, document, diagnostic);
          } catch (error) {
            log.warn(`No quick fix for “${diagnostic.message}”: ${(error as Error).message}`);
            return [];
          }
        });
      return (await Promise.all(fixes)).flat();
    },
  };
  const selector = workflowLanguages.map((language) => ({ language, scheme: 'file' }));
  return vscode.languages.registerCodeActionsProvider(selector, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

async function fixesFor(
  files: WorkflowFiles,
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
): Promise<readonly vscode.CodeAction[]> {
  switch (diagnostic.code) {
    case 'missing-step':
      return await missingStepFixes(files, document, diagnostic);
    case 'unknown-state':
      return await unknownStateFixes(files, document, diagnostic);
    case 'lost-directive':
      return [addedReturn(document, diagnostic)];
    default:
      return [];
  }
}

/** Returns the directive that a step only makes. Nothing of it needs to be awaited. */
function addedReturn(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const { range } = diagnostic;
  const awaits = /^await\s+/.exec(document.getText(range))?.[0].length ?? 0;
  const fix = newFix(vscode.l10n.t('Add return'), diagnostic);
  fix.edit = new vscode.WorkspaceEdit();
  const from = document.offsetAt(range.start);
  fix.edit.replace(
    document.uri,
    new vscode.Range(range.start, document.positionAt(from + awaits)),
    'return ',
  );
  fix.isPreferred = true;
  return fix;
}

async function missingStepFixes(
  files: WorkflowFiles,
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
): Promise<readonly vscode.CodeAction[]> {
  const state = nameOf(document.getText(diagnostic.range));
  const graphs = graphsWith(files, document, diagnostic).filter(({ states }) =>
    states.some(({ id, handler }) => id === state && handler === null),
  );
  const actions = graphs.map(async (graph) => {
    const action = newFix(vscode.l10n.t('Create the step for {0} in {1}', state, graph.name), diagnostic);
    const edit = await newStep(graph, [state]);
    if (edit === null) return [];
    action.edit = edit;
    action.isPreferred = graphs.length === 1;
    const all = graph.states.filter(({ handler }) => handler === null).map(({ id }) => id);
    const editOfAll = all.length > 1 ? await newStep(graph, all) : null;
    if (editOfAll === null) return [action];
    const every = newFix(
      vscode.l10n.t('Create all {0} missing steps in {1}', all.length, graph.name),
      diagnostic,
    );
    every.edit = editOfAll;
    return [action, every];
  });
  return (await Promise.all(actions)).flat();
}

async function unknownStateFixes(
  files: WorkflowFiles,
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
): Promise<readonly vscode.CodeAction[]> {
  const piece = document.getText(diagnostic.range);
  const actions = graphsWith(files, document, diagnostic).map(async (graph) => {
    const ids = graph.states.map(({ id }) => id);
    const unknown = unknownState(piece, diagnostic.message, ids);
    if (unknown === null) return [];
    const at = document.positionAt(document.offsetAt(diagnostic.range.start) + unknown.offset);
    const declared = await declarationFor(graph, document, unknown.owner, at);
    const insertions = declared && addedState(declared.document.getText(), declared.open, unknown.state);
    if (!insertions) return [];
    const where = unknown.owner ?? vscode.l10n.t('the states');
    const alone = newFix(vscode.l10n.t('Add {0} to {1}', unknown.state, where), diagnostic);
    alone.edit = new vscode.WorkspaceEdit();
    add(alone.edit, declared.document, insertions);
    // For a step that names the unknown state, its step is there already.
    if (document.lineAt(diagnostic.range.start.line).text.trimStart().startsWith('@')) {
      alone.isPreferred = true;
      return [alone];
    }
    const withStep = newFix(vscode.l10n.t('Add {0} to {1}, with its step', unknown.state, where), diagnostic);
    const edit = await newStep(graph, [unknown.state]);
    if (edit === null) return [alone];
    add(edit, declared.document, insertions);
    withStep.edit = edit;
    withStep.isPreferred = true;
    return [withStep, alone];
  });
  return (await Promise.all(actions)).flat();
}

/** The graphs that report the problem: two workflows may share their states. */
function graphsWith(
  files: WorkflowFiles,
  document: vscode.TextDocument,
  { code, message, range }: vscode.Diagnostic,
): readonly WorkflowGraph[] {
  const isIt = (problem: Problem): boolean =>
    problem.code === code &&
    problem.message === message &&
    problem.file === document.uri.fsPath &&
    problem.line === range.start.line + 1 &&
    problem.column === range.start.character + 1;
  return files
    .withWorkflows()
    .flatMap((file) => files.known(file)?.extraction.workflows ?? [])
    .filter(({ problems }) => problems.some(isIt));
}

async function newStep(
  graph: WorkflowGraph,
  states: readonly string[],
): Promise<vscode.WorkspaceEdit | null> {
  const document = await vscode.workspace.openTextDocument(graph.file);
  const edit = new vscode.WorkspaceEdit();
  for (const [index, state] of states.entries()) {
    const skeleton = stepSkeleton(graph, state, document.getText());
    if (skeleton === null) return null;
    // The import of the decorator is the same for every step.
    add(edit, document, index === 0 ? skeleton.insertions : skeleton.insertions.slice(-1));
  }
  return edit;
}

/** Where the workflow's states are declared; TypeScript is asked for those of other files. */
async function declarationFor(
  graph: WorkflowGraph,
  document: vscode.TextDocument,
  owner: string | null,
  at: vscode.Position,
): Promise<{ readonly document: vscode.TextDocument; readonly open: number } | null> {
  if (owner === null) {
    const ofClass = await vscode.workspace.openTextDocument(graph.file);
    const option = statesOption(ofClass.getText(), startOfLine(ofClass.getText(), graph.line));
    if (option === null) return null;
    if ('open' in option) return { document: ofClass, open: option.open };
    const open = declarationOf(ofClass.getText(), option.name);
    return open === null ? null : { document: ofClass, open };
  }
  const here = declarationOf(document.getText(), owner);
  if (here !== null) return { document, open: here };
  const found = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    at,
  );
  for (const place of found) {
    const uri = 'uri' in place ? place.uri : place.targetUri;
    if (uri.path.includes('/node_modules/')) continue;
    const other = await vscode.workspace.openTextDocument(uri);
    const open = declarationOf(other.getText(), owner);
    if (open !== null) return { document: other, open };
  }
  return null;
}

function add(
  edit: vscode.WorkspaceEdit,
  document: vscode.TextDocument,
  insertions: readonly Insertion[],
): void {
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  for (const { offset, text } of insertions) {
    edit.insert(document.uri, document.positionAt(offset), text.replaceAll('\n', eol));
  }
}

/** The name that a declaration of a state begins with: an enum's member, a property or a string. */
function nameOf(declaration: string): string {
  return /^(?:(['"`])(.*?)\1|([\p{ID_Start}$_][\w$]*))/u.exec(declaration)?.slice(2).join('') ?? '';
}

function newFix(title: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  return action;
}
