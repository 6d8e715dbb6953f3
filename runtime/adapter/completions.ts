import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Handlers } from './connection.ts';
import { consoleCommands } from './console.ts';
import { exceptionFilters } from './exceptionFilters.ts';
import type { Names } from './expressionRealm.ts';
import { readPath } from './pathExpression.ts';
import type { SessionContext } from './sessionContext.ts';
import { summary } from './variables.ts';

type Item = DebugProtocol.CompletionItem;

/**
 * What can be typed next in the console. Only the word at the cursor is replaced, and no `start` is given: clients agree
 * on what `length` means, and not on where they count `start` from.
 */
export function completionRequests(context: SessionContext): Handlers {
  return {
    completions(args) {
      const { text, column, line = 1, frameId } = args as DebugProtocol.CompletionsArguments;
      const current = text.split('\n')[context.ownLine(line) - 1] ?? '';
      const typed = current.slice(0, context.ownColumn(column) - 1);
      const names = namesFor(context, frameId);
      return { body: { targets: completionsFor(context, names, typed) } };
    },
  };
}

function completionsFor(context: SessionContext, names: Names, typed: string): Item[] {
  const command = /^\s*:(\S*)$/.exec(typed);
  if (command) return commandItems(command[1] as string);
  const [, name = '', rest = ''] = /^\s*:(\S+)\s+(.*)$/s.exec(typed) ?? [];
  if (name === '') return expressionItems(names, typed);
  const argument = consoleCommands.find((candidate) => candidate.name === name)?.argument ?? null;
  const inCondition = /\sif\s/.test(rest) || /\{[^}]*$/.test(rest);
  if (inCondition) return expressionItems(names, rest);
  switch (argument) {
    case 'state':
      return words(rest, statesOf(context));
    case 'place':
      if (/^session\b/.test(rest)) return expressionItems(names, rest);
      return words(rest, [
        ...statesOf(context),
        '#done',
        '#failed',
        '*',
        ...(rest.includes('->') ? [] : ['session']),
      ]);
    case 'path':
      return rest.includes('.') ? expressionItems(names, rest) : words(rest, ['session']);
    case 'filter':
      return words(
        rest,
        exceptionFilters.map(({ filter }) => filter),
      );
    case 'command':
      return commandItems(rest);
    case 'breakpoint':
      return words(
        rest,
        context.typed.map(({ id }) => String(id)),
      );
    case 'expression':
      return expressionItems(names, rest);
    case null:
      return [];
    default:
      return argument satisfies never;
  }
}

function commandItems(typed: string): Item[] {
  return consoleCommands
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name, usage }) => ({
      label: name,
      type: 'method',
      length: typed.length,
      ...(usage === '' ? {} : { detail: usage }),
    }));
}

/** The word at the end of a text, completed from a list. */
function words(typed: string, list: readonly string[]): Item[] {
  const word = /[^\s>]*$/.exec(typed)?.[0] ?? '';
  return list
    .filter((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()))
    .map((label) => ({ label, type: 'value', length: word.length }));
}

/** Members of the value before the last dot, or the names that an expression may use. */
function expressionItems(names: Names, typed: string): Item[] {
  const [, owner, word = ''] = /(?:([\p{L}_$][\p{L}\p{N}_$.[\]"']*)\.)?([\p{L}\p{N}_$]*)$/u.exec(typed) ?? [];
  if (owner === undefined) return memberItems(names, word, 'variable');
  const read = readPath(owner);
  let value: unknown = read === null ? undefined : names[read.root];
  for (const key of read?.path ?? []) value = memberOf(value, key);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? memberItems(value as Names, word, 'property')
    : [];
}

function memberItems(owner: Names, word: string, type: DebugProtocol.CompletionItemType): Item[] {
  return Object.keys(owner)
    .filter((name) => name.startsWith(word) && identifier.test(name))
    .map((label) => {
      const value = owner[label];
      return { label, type, length: word.length, detail: summary(value as Parameters<typeof summary>[0]) };
    });
}

function memberOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as { readonly [key: string | number]: unknown })[key];
}

function statesOf({ debuggee }: SessionContext): readonly string[] {
  return debuggee?.cursor.timeline.header.states ?? [];
}

/** While the workflow runs there are commands to complete, and no values. */
function namesFor(context: SessionContext, frameId: number | undefined): Names {
  const { debuggee } = context;
  if (!debuggee || debuggee.running) return {};
  // Who types may hold a frame from before the last move, and is offered what there is now.
  return context.namesOf(context.knownEntry(frameId) ?? context.entryOf(undefined));
}

const identifier = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
