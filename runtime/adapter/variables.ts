import type { DebugProtocol } from '@vscode/debugprotocol';
import { valueAt } from '../language/applyPatches.ts';
import type { Json, Path } from '../language/json.ts';
import { beginning, legible } from '../model/legible.ts';
import { DapError } from './dapError.ts';
import { expressionOf } from './pathExpression.ts';

/** Where a value that a client sees belongs; edits go there. */
export interface Root {
  /** What an expression calls it: `session`, `data`. */
  readonly name: string;
  /** What an edit would change; null for values that cannot be edited. */
  readonly target: 'session' | 'data' | null;
  /** Why an edit is refused; null when it is allowed. */
  readonly readOnly: string | null;
  /** The value stands alone under its name, as data that is a plain text does: its path has no key. */
  readonly bare?: boolean;
}

interface Held {
  value: Json & object;
  readonly root: Root;
  readonly path: Path;
  /** The members that it stands for, where they are some of many. */
  readonly range?: Range;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The references that clients hold to values. Numbers are never used twice, so that a reference from before a resume
 * is refused instead of leading to another value.
 */
export interface Variables {
  /** Whether the client asks for long lists page by page. */
  paging: boolean;
  /** A scope's or an evaluated value's reference; 0 for a value without children. */
  reference(value: Json, root: Root, path?: Path): number;
  children(args: DebugProtocol.VariablesArguments): DebugProtocol.Variable[];
  /** What a reference stands for. */
  held(reference: number): Held;
  /** After an edit: references to what can be edited show what is there now. */
  refresh(target: 'session' | 'data', value: Json): void;
  /** What names a member of a value; for a reference from the stop before too, which a view may still show. Null for older ones. */
  nameOf(reference: number, member: string): string | null;
  /** Forgets everything: the run goes on. */
  clear(): void;
}

/** Longer texts are cut in lists; copying a value gives all of it. */
const maxText = 1000;
/** More members than this are shown in groups. */
const maxMembers = 1000;

/** `watches` says whether a data breakpoint waits for a path of the session. */
export function createVariables(watches: (path: Path) => boolean): Variables {
  let held = new Map<number, Held>();
  let before: ReadonlyMap<number, Held> = new Map();
  let next = 1;
  let paging = false;

  function reference(value: Json, root: Root, path: Path = []): number {
    if (typeof value !== 'object' || value === null) return 0;
    return hold({ value, root, path });
  }
  function hold(entry: Held): number {
    held.set(next, entry);
    return next++;
  }
  function find(number: number): Held {
    const found = held.get(number);
    if (found) return found;
    throw new DapError(
      'stale-reference',
      `The reference ${number} is from before the run went on: ask for the scopes again.`,
    );
  }

  /** Some of many members, as members of their own. */
  function groups(entry: Held, { from, to }: Range): DebugProtocol.Variable[] {
    const size = 100 ** Math.max(1, Math.ceil(Math.log(to - from) / Math.log(100)) - 1);
    const parts: DebugProtocol.Variable[] = [];
    for (let first = from; first < to; first += size) {
      const range = { from: first, to: Math.min(to, first + size) };
      parts.push({
        name: `[${range.from} … ${range.to - 1}]`,
        value: '',
        variablesReference: hold({ ...entry, range }),
        presentationHint: { kind: 'virtual', attributes: ['readOnly'] },
      });
    }
    return parts;
  }

  return {
    get paging() {
      return paging;
    },
    set paging(asked) {
      paging = asked;
    },
    reference,
    held: find,
    children({ variablesReference, filter, start = 0, count }) {
      const entry = find(variablesReference);
      const { value, root, path } = entry;
      const isArray = Array.isArray(value);
      if ((filter === 'named' && isArray) || (filter === 'indexed' && !isArray)) return [];
      const keys = Object.keys(value);
      const { from, to } = entry.range ?? { from: 0, to: keys.length };
      if (to - from > maxMembers && !(isArray && paging && entry.range === undefined))
        return groups(entry, { from, to });
      const first = from + start;
      const page = keys.slice(first, count ? Math.min(to, first + count) : to);
      return page.map((key) => {
        const name = isArray ? Number(key) : key;
        const child = (value as { readonly [key: string]: Json })[key] as Json;
        const childPath = root.bare ? [] : [...path, name];
        const watched = root.name === 'session' && watches(childPath);
        return variable(key, child, root, childPath, reference(child, root, childPath), watched);
      });
    },
    refresh(target, value) {
      for (const [number, entry] of held) {
        if (entry.root.target !== target || entry.root.readOnly !== null) continue;
        const now = entry.root.bare ? { [entry.root.name]: value } : valueAt(value, entry.path);
        if (typeof now === 'object' && now !== null) entry.value = now;
        else held.delete(number);
      }
    },
    nameOf(number, member) {
      const entry = held.get(number) ?? before.get(number);
      if (entry === undefined) return null;
      const { root, path, value } = entry;
      if (root.bare) return root.name;
      return expressionOf(root.name, [
        ...path,
        Array.isArray(value) ? Number(member) : keyNamed(value, member),
      ]);
    },
    clear() {
      // A stop forgets twice: when the run moves, and when it stands again.
      if (held.size === 0) return;
      before = held;
      held = new Map();
    },
  };
}

/** What VS Code's menus of the Variables view may ask of a variable; other clients pass it over. */
interface VsCodeVariable {
  readonly __vscodeVariableMenuContext?: 'backstep.session';
}

function variable(
  name: string,
  value: Json,
  root: Root,
  path: Path,
  reference: number,
  watched: boolean,
): DebugProtocol.Variable & VsCodeVariable {
  const attributes = [
    ...(root.target === null || root.readOnly !== null ? ['readOnly'] : []),
    ...(watched ? ['hasDataBreakpoint'] : []),
  ];
  return {
    name: legible(name),
    value: summary(value),
    type: typeName(value),
    variablesReference: reference,
    evaluateName: expressionOf(root.name, path),
    ...shape(value),
    ...(attributes.length > 0 ? { presentationHint: { attributes } } : {}),
    ...(root.name === 'session' ? { __vscodeVariableMenuContext: 'backstep.session' } : {}),
  };
}

/** The key of a member by the name that it is shown under. */
export function keyNamed(value: object, name: string): string {
  if (Object.hasOwn(value, name)) return name;
  return Object.keys(value).find((key) => legible(key) === name) ?? name;
}

/** A value on one line: texts in quotes, containers by what they hold. */
export function summary(value: Json): string {
  return legible(described(value));
}

function described(value: Json): string {
  if (typeof value === 'string') {
    return value.length > maxText
      ? `${JSON.stringify(beginning(value, maxText))}… (${value.length} characters)`
      : JSON.stringify(value);
  }
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `(${value.length}) [${preview(value.slice(0, 3), value.length > 3)}]`;
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const shown = entries.slice(0, 4).map(([key, child]) => `${key}: ${brief(child)}`);
  return `{${shown.join(', ')}${entries.length > 4 ? ', …' : ''}}`;
}

/** Two values on one line; of long ones that begin alike, from where they differ. */
export function changeSummary(before: Json | undefined, after: Json | undefined): string {
  const [a, b] = [before, after].map((value) => (value === undefined ? 'nothing' : summary(value))) as [
    string,
    string,
  ];
  let alike = 0;
  while (alike < a.length && a[alike] === b[alike]) alike++;
  const from = alike > 60 ? beginning(a, alike - 20).length : 0;
  const part = (text: string): string => {
    const shown = from > 0 ? `…${text.slice(from)}` : text;
    return shown.length > 100 ? `${beginning(shown, 99)}…` : shown;
  };
  return `${part(a)} → ${part(b)}`;
}

function preview(items: readonly Json[], more: boolean): string {
  return items.map(brief).join(', ') + (more ? ', …' : '');
}

function brief(value: Json): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 30 ? `${beginning(value, 29)}…` : value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? `Array(${value.length})` : '{…}';
}

/** How many members a client may ask for. */
export function shape(value: Json): Pick<DebugProtocol.Variable, 'indexedVariables' | 'namedVariables'> {
  if (Array.isArray(value)) return { indexedVariables: value.length };
  return typeof value === 'object' && value !== null ? { namedVariables: Object.keys(value).length } : {};
}

export function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
