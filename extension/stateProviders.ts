import path from 'node:path';
import * as vscode from 'vscode';
import type { StateNode, Transition, WorkflowGraph } from '../runtime/model/graph.ts';
import { importedNames } from './projectSource.ts';
import { stateChoices } from './stateChoices.ts';
import { stateFacts } from './stateFacts.ts';
import { type Mention, mentionsIn, stateStyle } from './stateMentions.ts';
import type { StateStyle } from './stepSkeleton.ts';
import { filesOf } from './workflowFiles.ts';
import type { WorkflowIndex } from './workflowIndex.ts';
import { workflowLanguages } from './workflowText.ts';

/** A state at a place of a text: named there, or handled by the step whose decorator or method stands there. */
interface Found {
  readonly graph: WorkflowGraph;
  readonly state: StateNode;
  readonly style: StateStyle;
  readonly mention: Mention | null;
  readonly range: vscode.Range;
}

/**
 * What an editor can tell of a state: its step's facts, its step, the places that go to it, and the states there are.
 * For enums and objects TypeScript has definitions and references of its own, which are left to it.
 */
export function provideStates(index: WorkflowIndex): vscode.Disposable {
  const selector = workflowLanguages.map((language) => ({ language, scheme: 'file' }));
  const languages = vscode.languages;
  return vscode.Disposable.from(
    languages.registerHoverProvider(selector, {
      async provideHover(document, position) {
        const found = await stateAt(index, document, position);
        return found && new vscode.Hover(hoverText(found), found.range);
      },
    }),
    languages.registerImplementationProvider(selector, {
      async provideImplementation(document, position) {
        const found = await stateAt(index, document, position);
        return found?.mention ? stepOf(found.state) : null;
      },
    }),
    languages.registerDefinitionProvider(selector, {
      async provideDefinition(document, position) {
        const found = await stateAt(index, document, position);
        if (!found?.mention || 'owner' in found.style) return null;
        const step = stepOf(found.state);
        // At the step itself, the definition is where the state is declared.
        const atStep = step?.range.start.line === position.line && step.uri.fsPath === document.uri.fsPath;
        return atStep ? await mentionsOf(found, ({ declares }) => declares) : step;
      },
    }),
    languages.registerReferenceProvider(selector, {
      async provideReferences(document, position) {
        const found = await stateAt(index, document, position);
        if (found === null) return null;
        if (found.mention === null) return leadingTo(found.graph, found.state.id).map(placeOf);
        return 'owner' in found.style ? null : await mentionsOf(found, () => true);
      },
    }),
    languages.registerCompletionItemProvider(
      selector,
      {
        async provideCompletionItems(document, position) {
          return await completions(index, document, position);
        },
      },
      '(',
      "'",
      '"',
    ),
  );
}

async function stateAt(
  index: WorkflowIndex,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<Found | null> {
  const line = document.lineAt(position.line).text;
  const offset = document.offsetAt(position);
  const file = document.uri.fsPath;
  for (const graph of index.graphs) {
    const named = graph.states.filter(
      ({ id, handler }) => line.includes(id) || (handler !== null && line.includes(handler)),
    );
    if (named.length === 0) continue;
    const text = (await vscode.workspace.openTextDocument(graph.file)).getText();
    if (!filesOf(graph).has(file) && !importedNames(text).has(path.parse(file).name)) continue;
    const style = stateStyle(graph, text);
    const mention = mentionsIn(document.getText(), graph, style, file).find(
      ({ start, end }) => offset >= start && offset <= end,
    );
    const state = named.find(({ id }) => id === mention?.state);
    if (mention !== undefined && state !== undefined) {
      const range = new vscode.Range(document.positionAt(mention.start), document.positionAt(mention.end));
      return { graph, state, style, mention, range };
    }
    const handled = atItsStep(named, document, position);
    if (handled !== null) return { graph, style, mention: null, ...handled };
  }
  return null;
}

/** The state whose step's decorator or method name is at a position. */
function atItsStep(
  states: readonly StateNode[],
  document: vscode.TextDocument,
  position: vscode.Position,
): { readonly state: StateNode; readonly range: vscode.Range } | null {
  const range = document.getWordRangeAtPosition(position, /@?[\w$]+/);
  if (range === undefined) return null;
  const word = document.getText(range);
  const line = position.line + 1;
  const state = states.find(
    (one) =>
      one.file === document.uri.fsPath &&
      one.handler !== null &&
      ((word.startsWith('@') && line === one.line) ||
        (word === one.handler && line >= one.line && line <= one.signatureLine)),
  );
  return state === undefined ? null : { state, range };
}

function hoverText({ graph, state }: Found): vscode.MarkdownString {
  const text = new vscode.MarkdownString(stateFacts(graph, state));
  if (state.handler === null) return text;
  const place = vscode.Uri.file(state.file).with({ fragment: `L${state.line}` });
  return text.appendMarkdown(`\n\n[Go to the step](${place.toString()})`);
}

async function completions(
  index: WorkflowIndex,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const before = document.lineAt(position.line).text.slice(0, position.character);
  if (!/\(\s*['"`]?[\w$-]*$/.test(before)) return [];
  const graphs = index.graphs.filter((graph) => filesOf(graph).has(document.uri.fsPath));
  // Of several workflows in a file, that in which one types began last.
  const [graph] = graphs
    .filter(({ file, line }) => file !== document.uri.fsPath || line <= position.line + 1)
    .sort((a, b) => b.line - a.line);
  if (graph === undefined) return [];
  const text = (await vscode.workspace.openTextDocument(graph.file)).getText();
  const choices = stateChoices(graph, stateStyle(graph, text), before);
  return choices.map(({ text: inserted, state, typed, rank }) => {
    const item = new vscode.CompletionItem(inserted, vscode.CompletionItemKind.EnumMember);
    item.range = new vscode.Range(position.translate(0, -typed), position);
    item.sortText = `0${rank}`;
    item.detail = state.handler === null ? 'a state without a step' : `${state.handler}()`;
    item.documentation = new vscode.MarkdownString(stateFacts(graph, state));
    return item;
  });
}

function stepOf({ handler, file, line }: StateNode): vscode.Location | null {
  return handler === null
    ? null
    : new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
}

async function mentionsOf(
  { graph, style, state }: Found,
  wanted: (mention: Mention) => boolean,
): Promise<vscode.Location[]> {
  const document = await vscode.workspace.openTextDocument(graph.file);
  return mentionsIn(document.getText(), graph, style, graph.file)
    .filter((mention) => mention.state === state.id && wanted(mention))
    .map(({ start, end }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      return new vscode.Location(document.uri, range);
    });
}

function leadingTo(graph: WorkflowGraph, state: string): readonly Transition[] {
  return graph.transitions.filter(({ to }) => to === state);
}

function placeOf({ file, line, column, endLine, endColumn }: Transition): vscode.Location {
  const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  return new vscode.Location(vscode.Uri.file(file), range);
}
