import type { StateNode, WorkflowGraph } from '../runtime/model/graph.ts';
import { closingBracket, indentAt, onlyCode, startOfLine } from './codeText.ts';
import { parametersLike } from './stepParameters.ts';

/** Text to put at an offset. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/**
 * What gives a state its step: a method after the workflow's last one, written as its neighbours are, and the import
 * of its decorator where that is missing. Null where the class cannot be found in the text.
 */
export function stepSkeleton(
  graph: WorkflowGraph,
  state: string,
  text: string,
): { readonly name: string; readonly insertions: readonly Insertion[] } | null {
  const code = onlyCode(text);
  const body = classBody(code, startOfLine(text, graph.line));
  if (body === null) return null;
  const steps = wholeSteps(graph, code, body);
  const last = steps.at(-1) ?? null;
  const style = last && decoratorOf(text.slice(startOfLine(text, last.step.line), last.end));
  const decorator = style?.decorator ?? 'step';
  const reference = stateReference(state, style ?? styleOfOptions(text, code, graph.line, body.open));
  const name = methodName(state, code.slice(body.open, body.close));
  const indent = last === null ? `${indentAt(text, body.open)}  ` : indentAt(text, last.end);
  // The last step often ends the workflow, and takes no context.
  const parameters = steps
    .map(({ step, end }) => parametersLike(text.slice(startOfLine(text, step.line), end), step.handler))
    .findLast((like) => like !== null);
  const method = [
    `@${decorator}(${reference})`,
    `${name}(${parameters ?? ''}) {`,
    `  throw new Error('The step ${state.replaceAll("'", '’')} is not written yet');`,
    '}',
  ]
    .map((line) => `${indent}${line}`)
    .join('\n');
  const inserted =
    last === null
      ? {
          offset: body.open + 1,
          text: `\n${method}${/^[\t ]*\r?\n/.test(text.slice(body.open + 1)) ? '' : '\n'}`,
        }
      : { offset: last.end, text: `\n\n${method}` };
  const imported = style === null ? missingImport(text, code) : null;
  return { name, insertions: imported === null ? [inserted] : [imported, inserted] };
}

/** A state's name as that of a method: `NEEDS_REVIEW` and `needs-review` are both `needsReview`. */
export function methodName(state: string, classCode: string): string {
  const words = (state.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
  const joined = words.map((word, index) => (index === 0 ? word : capital(word))).join('');
  const plain =
    /^[a-z]/.test(joined) && joined !== 'constructor' ? joined : `on${capital(joined) || 'State'}`;
  const taken = (name: string): boolean => new RegExp(`(?<![.\\w$])${name}\\s*[(<=:;?]`).test(classCode);
  let name = plain;
  for (let count = 1; taken(name); count++) name = count === 1 ? `${plain}Step` : `${plain}Step${count}`;
  return name;
}

/** How a workflow writes its states: as members of something, or as strings in quotes of a kind. */
export type StateStyle = { readonly owner: string } | { readonly quote: string };

export function stateReference(state: string, style: StateStyle): string {
  if ('quote' in style) return `${style.quote}${state}${style.quote}`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(state)
    ? `${style.owner}.${state}`
    : `${style.owner}['${state}']`;
}

/** How a workflow writes its states, by the text of its file. */
export function styleIn(graph: WorkflowGraph, text: string): StateStyle {
  const code = onlyCode(text);
  const body = classBody(code, startOfLine(text, graph.line));
  return styleOfOptions(text, code, graph.line, body?.open ?? code.length);
}

/** The style of a workflow's options, which end where its class begins. */
export function styleOfOptions(text: string, code: string, line: number, end: number): StateStyle {
  const from = startOfLine(text, line);
  const states = /\bstates\s*:\s*([\p{ID_Start}$_][\w$.]*)/u.exec(code.slice(from, end));
  const start = /\bstart\s*:\s*(?:([\p{ID_Start}$_][\w$.]*)\.[\p{ID_Start}$_]|(['"`]))/u.exec(
    code.slice(from, end),
  );
  if (start?.[2] !== undefined) return { quote: start[2] };
  return { owner: start?.[1] ?? states?.[1] ?? 'State' };
}

/** The braces of the class that begins at or after an offset; those in its type arguments are not they. */
export function classBody(
  code: string,
  from: number,
): { readonly open: number; readonly close: number } | null {
  const keyword = /(?<![.\w$])class(?![\w$]|\s*:)/g;
  keyword.lastIndex = from;
  const found = keyword.exec(code);
  if (found === null) return null;
  let angles = 0;
  for (let at = found.index; at < code.length; at++) {
    const char = code.charAt(at);
    if (char === '<') angles++;
    else if (char === '>' && code.charAt(at - 1) !== '=') angles--;
    else if (char === '{' && angles <= 0) {
      const close = closingBracket(code, at);
      return close === -1 ? null : { open: at, close };
    } else if ('({['.includes(char)) {
      const close = closingBracket(code, at);
      if (close === -1) return null;
      at = close;
    }
  }
  return null;
}

/** The steps that stand in a class, in their order. */
function wholeSteps(
  graph: WorkflowGraph,
  code: string,
  body: { readonly open: number; readonly close: number },
): readonly { readonly step: StateNode & { readonly handler: string }; readonly end: number }[] {
  const inside = graph.states.flatMap((step) => {
    const { handler } = step;
    if (handler === null || step.file !== graph.file) return [];
    const start = startOfLine(code, step.line);
    // On its last line the method ends with that brace at which all that it opened is closed.
    const rest = code.slice(startOfLine(code, step.endLine), startOfLine(code, step.endLine + 1));
    const end = startOfLine(code, step.endLine) + rest.trimEnd().length;
    const whole = end <= body.close && code.charAt(end - 1) === '}' && isBalanced(code.slice(start, end));
    return start > body.open && whole ? [{ step: { ...step, handler }, end }] : [];
  });
  return inside.sort((a, b) => a.end - b.end);
}

function isBalanced(code: string): boolean {
  return [...code].reduce((depth, char) => depth + (char === '{' ? 1 : char === '}' ? -1 : 0), 0) === 0;
}

function decoratorOf(method: string): (StateStyle & { readonly decorator: string }) | null {
  const found = /@([\w$.]+)\(\s*(?:([\w$.]+)(?:\.[\p{ID_Start}$_][\w$]*|\[)|(['"`]))/u.exec(method);
  if (found === null) return null;
  const [, decorator = 'step', owner, quote] = found;
  return owner === undefined ? { decorator, quote: quote ?? "'" } : { decorator, owner };
}

function missingImport(text: string, code: string): Insertion | null {
  const statement = /\bimport\s*\{([^}]*)\}\s*from\s*(['"])/g;
  for (const found of code.matchAll(statement)) {
    const name = found.index + found[0].length;
    if (!text.startsWith(`backstep${found[2]}`, name)) continue;
    if (/(?<![\w$])step(?![\w$])/.test(found[1] ?? '')) return null;
    return { offset: code.indexOf('{', found.index) + 1, text: ' step,' };
  }
  return null;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
