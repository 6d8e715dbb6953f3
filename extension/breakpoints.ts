import * as vscode from 'vscode';
import type { StateNode, WorkflowGraph } from '../runtime/model/graph.ts';
import type { MarkedBreakpoint } from '../runtime/model/pageProtocol.ts';
import { type BreakpointPlace, entersState, marksOf } from './breakpointPlaces.ts';
import { tell } from './toast.ts';

/** The breakpoints of VS Code that concern a graph. */
export function breakpointMarks(graph: WorkflowGraph): ReturnType<typeof marksOf> {
  const all = vscode.debug.breakpoints;
  return marksOf(
    graph,
    all.filter(isSource).map(placeOf),
    all.filter(isFunction).map((breakpoint) => ({ name: breakpoint.functionName, ...stopOf(breakpoint) })),
  );
}

/** Sets a breakpoint on entering the state, or removes those that are there. */
export function toggleStateBreakpoint(graph: WorkflowGraph, name: string): void {
  const state = graph.states.find(({ id }) => id === name);
  if (state === undefined) return;
  if (state.handler === null) {
    void tell(
      vscode.l10n.t(
        'No step handles {0} yet, so there is nothing to stop at: decorate a method with @step for it first.',
        name,
      ),
    );
    return;
  }
  const there = vscode.debug.breakpoints.filter((breakpoint) =>
    isSource(breakpoint)
      ? entersState(state, placeOf(breakpoint))
      : isFunction(breakpoint) && breakpoint.functionName.trim() === name,
  );
  toggle(there, state.file, state.line);
}

/** Sets a breakpoint on a transition's return, or removes those that are there. */
export function toggleLineBreakpoint(file: string, line: number): void {
  const there = vscode.debug.breakpoints.filter((breakpoint) => {
    if (!isSource(breakpoint)) return false;
    const place = placeOf(breakpoint);
    return place.file === file && place.line === line;
  });
  toggle(there, file, line);
}

/**
 * Asks for the condition of the breakpoint of a state or a transition, and sets one where there was none; an empty
 * answer makes it stop always.
 */
export async function editConditionAt(
  graph: WorkflowGraph,
  spot:
    | { readonly type: 'state'; readonly state: string }
    | { readonly type: 'transition'; readonly file: string; readonly line: number },
): Promise<void> {
  const state = spot.type === 'state' ? graph.states.find(({ id }) => id === spot.state) : undefined;
  if (spot.type === 'state' && state?.handler == null) {
    toggleStateBreakpoint(graph, spot.state);
    return;
  }
  const { file, line } = spot.type === 'state' ? (state as StateNode) : spot;
  const there = vscode.debug.breakpoints.filter(isSource).filter((breakpoint) => {
    const place = placeOf(breakpoint);
    return state ? entersState(state, place) : place.file === file && place.line === line;
  });
  const condition = await vscode.window.showInputBox({
    prompt: vscode.l10n.t(
      'Stop here when this holds; empty for always. It sees session, data, input, config, from, to, visits.',
    ),
    placeHolder: vscode.l10n.t('session.rounds > 2'),
    value: there[0]?.condition ?? '',
  });
  if (condition === undefined) return;
  const location =
    there[0]?.location ?? new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
  vscode.debug.removeBreakpoints(there);
  const { hitCondition, logMessage } = there[0] ?? {};
  const made = new vscode.SourceBreakpoint(
    location,
    true,
    condition.trim() || undefined,
    hitCondition,
    logMessage,
  );
  vscode.debug.addBreakpoints([made]);
}

function toggle(there: readonly vscode.Breakpoint[], file: string, line: number): void {
  if (there.length > 0) {
    vscode.debug.removeBreakpoints(there);
    return;
  }
  const location = new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
  vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(location)]);
}

function placeOf(breakpoint: vscode.SourceBreakpoint): BreakpointPlace {
  const { uri, range } = breakpoint.location;
  return { file: uri.fsPath, line: range.start.line + 1, ...stopOf(breakpoint) };
}

function stopOf({ enabled, condition, hitCondition, logMessage }: vscode.Breakpoint): MarkedBreakpoint {
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
