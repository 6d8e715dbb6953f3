import * as vscode from 'vscode';
import type { StateNode, Transition, WorkflowGraph } from '../runtime/model/graph.ts';
import type { MarkedBreakpoint } from '../runtime/model/pageProtocol.ts';
import {
  type BreakpointPlace,
  concernOf,
  entersState,
  marksOf,
  stopOf,
  stoppedBy,
  type TransitionStop,
} from './breakpointPlaces.ts';
import { endName } from './place.ts';
import { tell } from './toast.ts';

/** A breakpoint of VS Code that a graph can show. */
type Drawn = vscode.SourceBreakpoint | vscode.FunctionBreakpoint;

/** The breakpoints of VS Code that concern a graph. */
export function breakpointMarks(graph: WorkflowGraph): ReturnType<typeof marksOf> {
  const all = vscode.debug.breakpoints;
  return marksOf(
    graph,
    all.filter(isSource).map(placeOf),
    all.filter(isFunction).map((one) => ({ name: one.functionName, ...markedOf(one) })),
  );
}

/** Sets a breakpoint on entering the state, or removes those that are there. */
export function toggleStateBreakpoint(graph: WorkflowGraph, name: string): void {
  const state = handledState(graph, name);
  if (state === null) return;
  const there = breakpointsOf(state);
  if (there.length > 0) vscode.debug.removeBreakpoints(there);
  else vscode.debug.addBreakpoints([atLine(state.file, state.line)]);
}

/**
 * Sets a breakpoint on a transition, or removes those that are its own. One that stops at others, too, is not taken
 * from them in passing: that is asked.
 */
export async function toggleTransitionBreakpoint(
  graph: WorkflowGraph,
  transition: Transition,
): Promise<void> {
  const { own, shared } = breakpointsAt(graph, transition);
  if (own.length > 0) {
    vscode.debug.removeBreakpoints(own);
    return;
  }
  const [first] = shared;
  if (first === undefined) {
    vscode.debug.addBreakpoints([madeFor(graph, transition)]);
    return;
  }
  const remove = vscode.l10n.t('Remove It');
  const answer = await tell(
    vscode.l10n.t(
      '{0} has no breakpoint of its own: the one on {1} stops here and at other transitions.',
      wordsOf(transition),
      shared.map(describe).join(', '),
    ),
    remove,
  );
  if (answer === remove) vscode.debug.removeBreakpoints(shared);
}

/** Asks for the condition of the breakpoint of a state, and sets one where there was none. */
export async function editStateCondition(graph: WorkflowGraph, name: string): Promise<void> {
  const state = handledState(graph, name);
  if (state === null) return;
  const there = breakpointsOf(state);
  await editCondition(state.id, there, () => atLine(state.file, state.line));
}

/** The same of a transition: of the breakpoint that is its own. */
export async function editTransitionCondition(graph: WorkflowGraph, transition: Transition): Promise<void> {
  const { own } = breakpointsAt(graph, transition);
  await editCondition(wordsOf(transition), own, () => madeFor(graph, transition));
}

/** An empty answer makes the breakpoint stop always. */
async function editCondition(place: string, there: readonly Drawn[], make: () => Drawn): Promise<void> {
  const condition = await vscode.window.showInputBox({
    title: vscode.l10n.t('Breakpoint at {0}', place),
    prompt: vscode.l10n.t(
      'Stop here when this holds; empty for always. It sees session, data, input, config, state, from, to, visits, tokens, cost, attempts, error.',
    ),
    placeHolder: vscode.l10n.t('session.rounds > 2'),
    value: there[0]?.condition ?? '',
  });
  if (condition === undefined) return;
  const old = there[0] ?? make();
  const rest = [condition.trim() || undefined, old.hitCondition, old.logMessage] as const;
  vscode.debug.removeBreakpoints(there);
  vscode.debug.addBreakpoints([
    isSource(old)
      ? new vscode.SourceBreakpoint(old.location, true, ...rest)
      : new vscode.FunctionBreakpoint(old.functionName, true, ...rest),
  ]);
}

/** A new breakpoint that stops at a transition; it is said when that is not all that it stops at. */
function madeFor(graph: WorkflowGraph, transition: Transition): Drawn {
  const stop = stopOf(graph, transition);
  const others = stoppedBy(graph, stop).length - 1;
  if (others > 0 && stop.type === 'name')
    void tell(
      vscode.l10n.t(
        '{0} is the name of {1} transitions: the breakpoint stops at each.',
        stop.name,
        others + 1,
      ),
    );
  else if (others > 0)
    void tell(
      vscode.l10n.t(
        'The transitions of line {0} cannot be told apart by their names: the breakpoint stops at each of the {1}.',
        transition.line,
        others + 1,
      ),
    );
  return stop.type === 'line' ? atLine(stop.file, stop.line) : new vscode.FunctionBreakpoint(stop.name);
}

function breakpointsAt(
  graph: WorkflowGraph,
  transition: Transition,
): { readonly own: readonly Drawn[]; readonly shared: readonly Drawn[] } {
  const concerned = vscode.debug.breakpoints
    .filter((one) => isSource(one) || isFunction(one))
    .map((one) => ({ one, concern: concernOf(graph, transition, asStop(one)) }));
  return {
    own: concerned.flatMap(({ one, concern }) => (concern === 'own' ? [one] : [])),
    shared: concerned.flatMap(({ one, concern }) => (concern === 'shared' ? [one] : [])),
  };
}

/** The state, if a breakpoint can stop at it; else that is said. */
function handledState(graph: WorkflowGraph, name: string): StateNode | null {
  const state = graph.states.find(({ id }) => id === name);
  if (state === undefined) return null;
  if (state.handler !== null) return state;
  void tell(
    vscode.l10n.t(
      'No step handles {0} yet, so there is nothing to stop at: decorate a method with @step for it first.',
      name,
    ),
  );
  return null;
}

function breakpointsOf(state: StateNode): readonly Drawn[] {
  return vscode.debug.breakpoints
    .filter((one) => isSource(one) || isFunction(one))
    .filter((one) =>
      isSource(one) ? entersState(state, placeOf(one)) : one.functionName.trim() === state.id,
    );
}

function atLine(file: string, line: number): vscode.SourceBreakpoint {
  return new vscode.SourceBreakpoint(
    new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0)),
  );
}

function asStop(breakpoint: Drawn): TransitionStop {
  if (isFunction(breakpoint)) return { type: 'name', name: breakpoint.functionName };
  const { file, line } = placeOf(breakpoint);
  return { type: 'line', file, line };
}

function describe(breakpoint: Drawn): string {
  return isFunction(breakpoint)
    ? breakpoint.functionName
    : vscode.l10n.t('line {0}', placeOf(breakpoint).line);
}

function wordsOf({ from, to }: Transition): string {
  return `${from} → ${endName(to)}`;
}

function placeOf(breakpoint: vscode.SourceBreakpoint): BreakpointPlace {
  const { uri, range } = breakpoint.location;
  return { file: uri.fsPath, line: range.start.line + 1, ...markedOf(breakpoint) };
}

function markedOf({ enabled, condition, hitCondition, logMessage }: vscode.Breakpoint): MarkedBreakpoint {
  const hits = hitCondition ? vscode.l10n.t('hit count {0}', hitCondition) : '';
  const when = [condition ?? '', hits].filter((part) => part !== '').join(', ');
  return { enabled, ...(when === '' ? {} : { when }), ...(logMessage ? { log: logMessage } : {}) };
}

function isSource(breakpoint: vscode.Breakpoint): breakpoint is vscode.SourceBreakpoint {
  return breakpoint instanceof vscode.SourceBreakpoint;
}

function isFunction(breakpoint: vscode.Breakpoint): breakpoint is vscode.FunctionBreakpoint {
  return breakpoint instanceof vscode.FunctionBreakpoint;
}
