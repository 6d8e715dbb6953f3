import * as vscode from 'vscode';
import type { Mention, StateNode, Transition, WorkflowGraph } from '../runtime/model/graph.ts';
import { type StateAt, stateAt } from './stateAt.ts';
import { stateChoices } from './stateChoices.ts';
import { stateFacts } from './stateFacts.ts';
import { rangeOfMention, type StateMentions } from './stateMentions.ts';
import { provideStateRename } from './stateRename.ts';
import { styleIn } from './stepSkeleton.ts';
import { filesOf } from './workflowFiles.ts';
import type { WorkflowIndex } from './workflowIndex.ts';
import { workflowLanguages } from './workflowText.ts';

/**
 * What an editor can tell of a state: its step's facts, its step, the places that go to it, and the states there are;
 * and its renaming. For enums and objects TypeScript has definitions and references of its own, which are left to it.
 */
export function provideStates(index: WorkflowIndex, places: StateMentions): vscode.Disposable {
  const selector = workflowLanguages.map((language) => ({ language, scheme: 'file' }));
  const languages = vscode.languages;
  const find = (document: vscode.TextDocument, position: vscode.Position): Promise<StateAt | null> =>
    stateAt(index, places, document, position);
  return vscode.Disposable.from(
    provideStateRename(selector, find, (found) => namesOfAll(index, places, found)),
    languages.registerHoverProvider(selector, {
      async provideHover(document, position) {
        const found = await find(document, position);
        return found && new vscode.Hover(hoverText(found), found.range);
      },
    }),
    languages.registerImplementationProvider(selector, {
      async provideImplementation(document, position) {
        const found = await find(document, position);
        return found?.mention ? stepOf(found.state) : null;
      },
    }),
    languages.registerDefinitionProvider(selector, {
      async provideDefinition(document, position) {
        const found = await find(document, position);
        if (!found?.mention || found.names.areMembers) return null;
        const step = stepOf(found.state);
        // At the step itself, the definition is where the state is declared.
        const atStep = step?.range.start.line === position.line && step.uri.fsPath === document.uri.fsPath;
        return atStep ? placesOf(found, ({ role }) => role === 'declaration') : step;
      },
    }),
    languages.registerReferenceProvider(selector, {
      async provideReferences(document, position) {
        const found = await find(document, position);
        if (found === null) return null;
        if (found.mention === null) return leadingTo(found.graph, found.state.id).map(placeOf);
        return found.names.areMembers ? null : placesOf(found, ({ certain }) => certain);
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

function hoverText({ graph, state }: StateAt): vscode.MarkdownString {
  const text = new vscode.MarkdownString(stateFacts(graph, state));
  if (state.handler === null) return text;
  const place = vscode.Uri.file(state.file).with({ fragment: `L${state.line}` });
  return text.appendMarkdown(`\n\n[${vscode.l10n.t('Go to the step')}](${place.toString()})`);
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
  const choices = stateChoices(graph, styleIn(graph, text), before);
  return choices.map(({ text: inserted, state, typed, rank }) => {
    const item = new vscode.CompletionItem(inserted, vscode.CompletionItemKind.EnumMember);
    item.range = new vscode.Range(position.translate(0, -typed), position);
    item.sortText = `0${rank}`;
    item.detail = state.handler === null ? vscode.l10n.t('a state without a step') : `${state.handler}()`;
    item.documentation = new vscode.MarkdownString(stateFacts(graph, state));
    return item;
  });
}

function stepOf({ handler, file, line }: StateNode): vscode.Location | null {
  return handler === null
    ? null
    : new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
}

function placesOf({ names, state }: StateAt, wanted: (mention: Mention) => boolean): vscode.Location[] {
  return names.mentions
    .filter((mention) => mention.state === state.id && wanted(mention))
    .map((mention) => new vscode.Location(vscode.Uri.file(mention.file), rangeOfMention(mention)));
}

/** The names of a state in every workflow of the workspace that has it from the same declaration. */
async function namesOfAll(
  index: WorkflowIndex,
  places: StateMentions,
  { graph, state, names }: StateAt,
): Promise<readonly Mention[]> {
  await index.ready();
  const declared = new Set(ofState(names.mentions, state.id).filter(isDeclaration).map(placeKey));
  const found = ofState(names.mentions, state.id);
  for (const other of index.graphs) {
    if (other === graph || !other.states.some(({ id }) => id === state.id)) continue;
    const more = ofState((await places.of(other, other.file)).mentions, state.id);
    if (more.some((one) => isDeclaration(one) && declared.has(placeKey(one)))) found.push(...more);
  }
  return [...new Map(found.map((one) => [placeKey(one), one])).values()];
}

function ofState(mentions: readonly Mention[], id: string): Mention[] {
  return mentions.filter(({ state }) => state === id);
}

function isDeclaration({ role }: Mention): boolean {
  return role === 'declaration';
}

function placeKey({ file, line, column }: Mention): string {
  return `${file}:${line}:${column}`;
}

function leadingTo(graph: WorkflowGraph, state: string): readonly Transition[] {
  return graph.transitions.filter(({ to }) => to === state);
}

function placeOf({ file, line, column, endLine, endColumn }: Transition): vscode.Location {
  const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  return new vscode.Location(vscode.Uri.file(file), range);
}
