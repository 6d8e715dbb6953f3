import * as vscode from 'vscode';
import type { StateNode, Transition, WorkflowGraph } from '../runtime/model/graph.ts';
import type { WorkflowFiles } from './workflowFiles.ts';
import { workflowLanguages } from './workflowText.ts';

/** "Debug · Run · Graph" above each workflow's class, and the ways in and out above each step. */
export function provideCodeLenses(files: WorkflowFiles): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const enabled = vscode.workspace.getConfiguration('backstep', document).get('codeLens', true);
      const known = files.known(document.uri.fsPath);
      if (!enabled || known === undefined) return [];
      return known.extraction.workflows.flatMap((graph) => lensesOf(graph, document));
    },
  };
  const selector = workflowLanguages.map((language) => ({ language, scheme: 'file' }));
  return vscode.Disposable.from(
    changed,
    files.onDidChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('backstep.codeLens')) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(selector, provider),
  );
}

function lensesOf(graph: WorkflowGraph, document: vscode.TextDocument): vscode.CodeLens[] {
  const range = lineRange(graph.line);
  const args = [document.uri, graph.name];
  const about = [
    { command: 'backstep.debugWorkflow', title: vscode.l10n.t('Debug'), arguments: args },
    { command: 'backstep.runWorkflow', title: vscode.l10n.t('Run'), arguments: args },
    { command: 'backstep.showGraph', title: vscode.l10n.t('Graph'), arguments: args },
  ].map((command) => new vscode.CodeLens(range, command));
  const uriOf = remembered((file) => vscode.Uri.file(file));
  const incoming = groupedBy(graph.transitions, ({ to }) => to);
  const undos = graph.transitions.filter(({ kind }) => kind === 'compensate');
  const outgoing = groupedBy(
    graph.transitions.filter(({ kind }) => kind !== 'compensate'),
    ({ from }) => from,
  );
  const steps = graph.states
    .filter((state) => state.handler !== null && state.file === document.uri.fsPath)
    .flatMap((state) =>
      stepLenses(state, {
        document,
        uriOf,
        start: state.id === graph.start,
        incoming: incoming.get(state.id) ?? [],
        outgoing: outgoing.get(state.id) ?? [],
        undos: undos.filter(({ from }) => from === state.id),
      }),
    );
  return [...about, ...steps];
}

interface StepPlace {
  readonly document: vscode.TextDocument;
  readonly uriOf: (file: string) => vscode.Uri;
  readonly start: boolean;
  readonly incoming: readonly Transition[];
  readonly outgoing: readonly Transition[];
  /** Its compensation, which is no transition of the state. */
  readonly undos: readonly Transition[];
}

function stepLenses(
  state: StateNode,
  { document, uriOf, start, incoming, outgoing, undos }: StepPlace,
): readonly vscode.CodeLens[] {
  const range = lineRange(state.line);
  const peek = (title: string, tooltip: string, places: readonly Transition[]): vscode.CodeLens =>
    new vscode.CodeLens(range, {
      title,
      tooltip,
      command: places.length === 0 ? '' : 'editor.action.peekLocations',
      arguments: [document.uri, range.start, places.map((place) => toLocation(place, uriOf)), 'peek'],
    });
  return [
    peek(
      start ? vscode.l10n.t('start · {0} in', incoming.length) : vscode.l10n.t('{0} in', incoming.length),
      vscode.l10n.t('Transitions that lead to {0}', state.id),
      incoming,
    ),
    peek(
      vscode.l10n.t('{0} out', outgoing.length),
      vscode.l10n.t('Transitions that leave {0}', state.id),
      outgoing,
    ),
    ...undos.map((undo) =>
      peek(
        vscode.l10n.t('undone by {0}()', undo.label),
        vscode.l10n.t('Undoes {0} when the run fails later', state.id),
        [undo],
      ),
    ),
  ];
}

function toLocation(
  { file, line, column, endLine, endColumn }: Transition,
  uriOf: StepPlace['uriOf'],
): vscode.Location {
  return new vscode.Location(uriOf(file), new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1));
}

/** Hundreds of transitions lie in the same one or two files, and to make an address of a path takes time. */
function remembered<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

function groupedBy(
  transitions: readonly Transition[],
  keyOf: (transition: Transition) => string,
): ReadonlyMap<string, readonly Transition[]> {
  const groups = new Map<string, Transition[]>();
  for (const transition of transitions) {
    const group = groups.get(keyOf(transition));
    if (group === undefined) groups.set(keyOf(transition), [transition]);
    else group.push(transition);
  }
  return groups;
}

function lineRange(line: number): vscode.Range {
  return new vscode.Range(line - 1, 0, line - 1, 0);
}
