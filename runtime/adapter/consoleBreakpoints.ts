import { type ConsoleCommand, type ConsoleReply, typedNumber } from './consoleCommand.ts';
import { DapError } from './dapError.ts';
import { exceptionFilters } from './exceptionFilters.ts';
import { remarksOn } from './nameable.ts';
import { printPastLogs } from './pastLogs.ts';
import { sessionPath } from './pathExpression.ts';
import type { SessionContext } from './sessionContext.ts';
import { describeTyped, readTyped, setTyped, type TypedBreakpoint } from './typedBreakpoints.ts';

/** Commands for breakpoints of the console's own: a client's views know nothing of them. */
export const consoleBreakpoints: readonly ConsoleCommand[] = [
  {
    name: 'break',
    usage: '[STATE, A->B or session.path] [if CONDITION] [hit COUNT]',
    help: 'Stops there: :break CHECKED->REFINED if session.rounds > 2. Alone it lists what was typed so far.',
    argument: 'place',
    run(context, rest) {
      if (rest === '') return list(context);
      const kind = sessionPath(readTyped('place', rest).what) === null ? 'place' : 'path';
      return add(context, readTyped(kind, rest));
    },
  },
  {
    name: 'log',
    usage: 'STATE or A->B MESSAGE',
    help: 'Prints instead of stopping: :log REFINED round {session.rounds}',
    argument: 'place',
    run(context, rest) {
      const [, what = '', logMessage = ''] = /^(\S+(?:\s*->\s*\S+)?)\s+(.+)$/s.exec(rest) ?? [];
      if (logMessage === '') {
        throw new DapError('bad-command', 'Say where and what to print: :log REFINED round {session.rounds}');
      }
      return add(context, { kind: sessionPath(what) === null ? 'place' : 'path', what, logMessage });
    },
  },
  {
    name: 'catch',
    usage: 'FILTER [if CONDITION]',
    help: `Stops on what goes wrong: ${exceptionFilters.map(({ filter }) => filter).join(', ')}.`,
    argument: 'filter',
    run: (context, rest) => add(context, readTyped('filter', rest)),
  },
  {
    name: 'delete',
    usage: '[ID]',
    help: 'Removes a breakpoint that was typed here, or all of them.',
    argument: 'breakpoint',
    run(context, rest) {
      const { typed } = context;
      const id = typedNumber(rest, 1, Number.MAX_SAFE_INTEGER, 0);
      const left = id === 0 ? [] : typed.filter((breakpoint) => breakpoint.id !== id);
      if (id !== 0 && left.length === typed.length) {
        throw new DapError(
          'bad-command',
          `No breakpoint ${id} was typed here: :break lists those that were.`,
        );
      }
      keep(context, left);
      printPastLogs(context);
      return { text: `${typed.length - left.length} removed, ${left.length} left.` };
    },
  },
];

function add(context: SessionContext, breakpoint: TypedBreakpoint): ConsoleReply {
  keep(context, [...context.typed, breakpoint]);
  const set = context.typed.at(-1);
  const text = `Breakpoint ${set?.id}: ${describeTyped(breakpoint)}`;
  return {
    text,
    after() {
      printPastLogs(context);
      remarksOn(context, breakpoint).then(
        (remark) => {
          if (remark !== '') context.output('console', `${remark}\n`);
        },
        (error: unknown) => context.output('important', `${DapError.from(error).message}\n`),
      );
    },
  };
}

function keep(context: SessionContext, wanted: readonly TypedBreakpoint[]): void {
  const answers = setTyped(
    context,
    wanted.map(({ kind, what, condition, hitCondition, logMessage }) => ({
      kind,
      what,
      ...(condition === undefined ? {} : { condition }),
      ...(hitCondition === undefined ? {} : { hitCondition }),
      ...(logMessage === undefined ? {} : { logMessage }),
    })),
  );
  context.typed = wanted.map((breakpoint, index) => ({ ...breakpoint, id: answers[index]?.id ?? 0 }));
}

function list({ typed }: SessionContext): ConsoleReply {
  if (typed.length === 0)
    return { text: 'No breakpoint was typed here yet: :break CHECKED->REFINED sets one.' };
  return { text: typed.map((breakpoint) => `${breakpoint.id}  ${describeTyped(breakpoint)}`).join('\n') };
}
