import { valueAt } from '../language/applyPatches.ts';
import type { Json, Path } from '../language/json.ts';
import { difference, equalJson } from '../recording/difference.ts';
import { valueChanges } from '../recording/valueChanges.ts';
import { type ConsoleCommand, type ConsoleLine, type ConsoleReply, typedNumber } from './consoleCommand.ts';
import { type Cursor, dataOf } from './cursor.ts';
import { DapError } from './dapError.ts';
import { shownIn, undoEdit } from './editRequests.ts';
import { evaluateExpression } from './expression.ts';
import { expressionOf } from './pathExpression.ts';
import type { SessionContext } from './sessionContext.ts';
import { endName } from './stack.ts';
import { changeSummary } from './variables.ts';
import { type ChangeDirection, pathOf, toChange, writer } from './writeRequests.ts';

/** Commands that look at the state of the run, now and then. */
export const consoleState: readonly ConsoleCommand[] = [
  {
    name: 'where',
    usage: '',
    help: 'Where the session stands: run, step, state.',
    argument: null,
    run({ launched: { cursor, running } }) {
      const { header, head } = cursor.timeline;
      const mode = running ? 'running' : cursor.mode;
      return {
        text: `${header.workflow}, run ${header.id}: ${endName(cursor.state)}, step ${cursor.k} of ${head}, ${mode}`,
      };
    },
  },
  {
    name: 'steps',
    usage: '[count]',
    help: 'The last transitions up to here, with links to their returns.',
    argument: null,
    run({ launched: { cursor } }, rest) {
      const count = typedNumber(rest, 1, 1_000, 10);
      const { frames } = cursor.timeline;
      const shown = frames.slice(Math.max(0, cursor.k - count), cursor.k);
      if (shown.length === 0) return { text: 'No step has been taken yet.' };
      const text = shown.length === 1 ? 'The last step:' : `The last ${shown.length} steps:`;
      return {
        text,
        lines: shown.map((frame) => ({ text: `  ${writer({ by: 'step' }, frame)}`, at: frame.at })),
      };
    },
  },
  {
    name: 'diff',
    usage: 'STEP [STEP]',
    help: 'What changed in session, data and state between two steps, or between a step and here: :diff 3 7',
    argument: null,
    run: (context, rest) => diff(context, rest),
  },
  {
    name: 'who',
    usage: 'session.path',
    help: 'All changes of a value of the session, with links to the steps that made them.',
    argument: 'path',
    run: (context, rest) => who(context, rest),
  },
  {
    name: 'last',
    usage: 'session.path',
    help: 'Back to the last change of a value; again, to the one before.',
    argument: 'path',
    run: (context, rest) => change(context, rest, 'previous'),
  },
  {
    name: 'next',
    usage: 'session.path',
    help: 'On to the next recorded change of a value.',
    argument: 'path',
    run: (context, rest) => change(context, rest, 'next'),
  },
  {
    name: 'json',
    usage: 'EXPRESSION',
    help: 'The whole of a value, as JSON.',
    argument: 'expression',
    run(context, rest) {
      const value = evaluateExpression(rest, context.namesOf(context.entryOf(undefined)));
      return { text: JSON.stringify(value, null, 2) ?? 'undefined' };
    },
  },
  {
    name: 'undo',
    usage: '',
    help: 'Takes the last edit back that was made here.',
    argument: null,
    run(context) {
      const { target, expression } = undoEdit(context);
      return { text: `The edit of ${expression} is undone.`, after: () => context.tellEdit(shownIn(target)) };
    },
  },
];

function who({ launched: { cursor } }: SessionContext, expression: string): ConsoleReply {
  const path = pathOf(expression);
  const { timeline } = cursor;
  const changes = valueChanges(timeline, path);
  const name = expressionOf('session', path);
  const pending = pendingEdit(cursor, path);
  if (changes.length === 0)
    return {
      text: `No recorded step changed ${name}: ${pending.length === 0 ? 'it is as the run began.' : 'it is edited here.'}`,
      lines: pending,
    };
  const lines = changes.slice(-mostLines).map((found) => {
    const frame = timeline.frame(found.k);
    const here = found.k === cursor.k && pending.length === 0 ? ' ←' : '';
    return {
      text: `  ${writer(found, frame)}: ${changeSummary(found.before, found.after)}${here}`,
      at: found.by === 'step' ? frame.at : null,
    };
  });
  const cut = changes.length > lines.length ? `, the last ${lines.length} of them` : '';
  return {
    text: `${name}: ${changes.length === 1 ? '1 change' : `${changes.length} changes`}${cut}`,
    lines: [...lines, ...pending],
  };
}

/** What a person made of a value here: it is in no recording until the run goes on. */
function pendingEdit({ recorded, snapshot }: Cursor, path: Path): readonly ConsoleLine[] {
  const [before, after] = [valueAt(recorded.session, path), valueAt(snapshot.session, path)];
  if (equalJson(before, after)) return [];
  return [
    {
      text: `  an edit here, which nothing has run on from yet: ${changeSummary(before, after)} ←`,
      at: null,
    },
  ];
}

function change(context: SessionContext, expression: string, direction: ChangeDirection): ConsoleReply {
  return { text: '', go: toChange(context, pathOf(expression), direction) };
}

function diff({ launched: { cursor } }: SessionContext, rest: string): ConsoleReply {
  const { timeline, k } = cursor;
  const [first = '', second = ''] = rest.split(/\s+/);
  if (first === '') throw new DapError('bad-command', 'Give a step, or two: :diff 3 7');
  const from = typedNumber(first, 0, timeline.head, 0);
  const to = typedNumber(second, 0, timeline.head, k);
  const [a, b] = [from, to].map((at): Json => {
    const snapshot = timeline.snapshotAt(at);
    const state = at === 0 ? timeline.header.start : timeline.frame(at).next;
    return { state: endName(state), data: dataOf(snapshot), session: snapshot.session };
  }) as [Json, Json];
  const patches = difference(a, b);
  if (patches.length === 0) return { text: `Steps ${from} and ${to} are the same.` };
  const lines = patches.slice(0, mostLines).map(({ path }) => ({
    text: `  ${expressionOf(String(path[0]), path.slice(1))}: ${changeSummary(valueAt(a, path), valueAt(b, path))}`,
    at: null,
  }));
  const cut = patches.length > lines.length ? `, the first ${lines.length} of ${patches.length} changes` : '';
  return { text: `From step ${from} to step ${to}${cut}:`, lines };
}

const mostLines = 100;
