import type { WorkflowGraph } from '../runtime/model/graph.ts';
import { declarationOf, statesOption } from './addedState.ts';
import { closingBracket, onlyCode, startOfLine } from './codeText.ts';
import { classBody, type StateStyle, styleOfOptions } from './stepSkeleton.ts';

/** A place where a text names a state: the name alone, without its quotes and without what it is a member of. */
export interface Mention {
  readonly state: string;
  readonly start: number;
  readonly end: number;
  readonly declares: boolean;
}

/** How a workflow writes its states, by the text of its file. */
export function stateStyle(graph: WorkflowGraph, text: string): StateStyle {
  const code = onlyCode(text);
  const body = classBody(code, startOfLine(text, graph.line));
  return styleOfOptions(text, code, graph.line, body?.open ?? code.length);
}

/**
 * Every place of a text that names a state of the workflow. Members count wherever they stand. A string counts only
 * where a state is meant: in the list of states, as the start, as an argument, and in what a step returns.
 */
export function mentionsIn(
  text: string,
  graph: WorkflowGraph,
  style: StateStyle,
  file: string,
): readonly Mention[] {
  const code = onlyCode(text);
  const found =
    'owner' in style
      ? [...membersIn(code, style.owner), ...declaredMembers(text, code, style.owner)]
      : graph.file === file
        ? stringsIn(text, code, graph)
        : [];
  const states = new Set(graph.states.map(({ id }) => id));
  return found.filter(({ state }) => states.has(state)).sort((a, b) => a.start - b.start);
}

function membersIn(code: string, owner: string): readonly Mention[] {
  const pattern = new RegExp(
    `(?<![.\\w$])${owner.replaceAll(/[$.]/g, '\\$&')}\\s*\\.\\s*([\\p{ID_Start}$_][\\w$]*)`,
    'gu',
  );
  return [...code.matchAll(pattern)].map((found) => {
    const { 0: whole, 1: state = '', index } = found;
    const end = index + whole.length;
    return { state, start: end - state.length, end, declares: false };
  });
}

function declaredMembers(text: string, code: string, owner: string): readonly Mention[] {
  const open = declarationOf(text, owner.split('.').at(-1) ?? owner);
  if (open === null || code.charAt(open) !== '{') return [];
  const close = closingBracket(code, open);
  const inner = code.slice(open + 1, close === -1 ? undefined : close);
  return [...inner.matchAll(/(?:^|,)\s*([\p{ID_Start}$_][\w$]*)(?=\s*(?:[=:,]|$))/gu)].map((found) => {
    const { 0: whole, 1: state = '', index } = found;
    const end = open + 1 + index + whole.length;
    return { state, start: end - state.length, end, declares: true };
  });
}

function stringsIn(text: string, code: string, graph: WorkflowGraph): readonly Mention[] {
  const from = startOfLine(text, graph.line);
  const option = statesOption(text, from);
  const open = option === null ? null : 'open' in option ? option.open : declarationOf(text, option.name);
  const list = open === null ? null : { start: open, end: closingBracket(code, open) };
  const body = classBody(code, from);
  const returned = graph.transitions.flatMap(({ file, line, column, endLine, endColumn }) =>
    file === graph.file
      ? [
          {
            start: startOfLine(text, line) + column - 1,
            end: startOfLine(text, endLine) + endColumn - 1,
          },
        ]
      : [],
  );
  return [...code.matchAll(/(['"`]) *\1/g)].flatMap((found) => {
    const start = found.index + 1;
    const end = found.index + found[0].length - 1;
    const within = (range: { readonly start: number; readonly end: number }): boolean =>
      start > range.start && end <= range.end;
    const before = code.slice(Math.max(0, start - 200), start - 1).trimEnd();
    const declares = list !== null && within(list);
    const inWorkflow = body !== null && start > from && end < body.close;
    const isOption = /(?:\bstart|\bonError|\bonTimeout|\bthen|\bjoin)\s*:$/.test(before);
    const isArgument = /(?:@[\w$.]+|\bgoto|\.goto)\($/.test(before);
    const isCompared = /(?:[=!]==?|\bcase)$/.test(before) || /^\s*[=!]==?/.test(code.slice(end + 1));
    const isMeant = isOption || isArgument || (returned.some(within) && !isCompared && isReturned(before));
    if (!declares && !(inWorkflow && isMeant)) return [];
    return [{ state: text.slice(start, end), start, end, declares }];
  });
}

/** Whether what follows is returned as it is: the data of a `goto` may be a string that only looks like a state. */
function isReturned(before: string): boolean {
  return /(?:\breturn|\?|:|=>|\(|\|\||&&|\?\?)$/.test(before) && !/[{,]\s*[\w$]+\s*:$/.test(before);
}
