import type { Json } from '../language/json.ts';
import { nearest } from '../language/nearest.ts';
import { readName } from './breakpointTarget.ts';
import { type ConsoleCommand, statesOf, typedNumber } from './consoleCommand.ts';
import { DapError } from './dapError.ts';
import { decideCall } from './questions.ts';
import type { SessionContext } from './sessionContext.ts';
import { standingName } from './stack.ts';

const decisionHelp = {
  reuse: 'Answers the call that waits for a decision from the recording.',
  live: 'Makes the call that waits for a decision.',
  compensate: 'Runs the @compensate of the step that made the call, then makes it anew.',
} as const;

/** Commands that move the session. */
export const consoleMoves: readonly ConsoleCommand[] = [
  {
    name: 'step',
    usage: '[count]',
    help: 'One transition; several along the recording.',
    argument: null,
    run(context, rest) {
      const { k, timeline } = context.stopped.cursor;
      const count = typedNumber(rest, 1, Number.MAX_SAFE_INTEGER, 1);
      if (count === 1) return { text: '', go: (debuggee) => debuggee.next('') };
      if (k + count <= timeline.head)
        return { text: placeText(context, k + count), go: (debuggee) => debuggee.travelTo(k + count, null) };
      throw new DapError(
        'bad-command',
        `Only ${timeline.head - k} recorded steps lie ahead: new ones are taken one by one, or with :continue.`,
      );
    },
  },
  {
    name: 'back',
    usage: '[count]',
    help: 'Back over one transition, or several.',
    argument: null,
    run(context, rest) {
      const { k } = context.stopped.cursor;
      const count = typedNumber(rest, 1, Number.MAX_SAFE_INTEGER, 1);
      if (count === 1) return { text: '', go: (debuggee) => debuggee.back('') };
      const to = Math.max(0, k - count);
      return { text: placeText(context, to), go: (debuggee) => debuggee.travelTo(to, null) };
    },
  },
  {
    name: 'signal',
    usage: 'NAME [JSON]',
    help: 'Sends a signal to the run: :signal approval {"yes": true}',
    argument: null,
    run(context, rest) {
      const [, name = '', text = ''] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? [];
      if (name === '') throw new DapError('bad-command', 'Name the signal: :signal approval {"yes": true}');
      const payload = text === '' ? null : payloadOf(text);
      context.launched.assertRunsOn();
      return { text: '', go: (debuggee) => debuggee.signal(name, payload) };
    },
  },
  ...(['reuse', 'live', 'compensate'] as const).map(
    (decision): ConsoleCommand => ({
      name: decision,
      usage: '[all]',
      help: decisionHelp[decision],
      argument: null,
      run(context, rest) {
        if (rest !== '' && rest !== 'all')
          throw new DapError('bad-command', `Type :${decision}, or :${decision} all.`);
        const text = decideCall(context, null, { decision, all: rest === 'all' });
        return { text, after: () => context.tellPosition() };
      },
    }),
  ),
  {
    name: 'continue',
    usage: '',
    help: 'On to the next breakpoint, or the end.',
    argument: null,
    run: () => ({ text: '', go: (debuggee) => debuggee.resume() }),
  },
  {
    name: 'reverse',
    usage: '',
    help: 'Back to the previous breakpoint, or the start.',
    argument: null,
    run: () => ({ text: '', go: (debuggee) => debuggee.backToStop() }),
  },
  {
    name: 'pause',
    usage: '',
    help: 'Stops a running workflow between two steps.',
    argument: null,
    run: (context) => ({ text: '', after: () => context.launched.pause() }),
  },
  {
    name: 'at',
    usage: 'STEP',
    help: 'To any recorded step, forwards or backwards, without running anything: :at 3',
    argument: null,
    run(context, rest) {
      const { timeline } = context.stopped.cursor;
      const k = typedNumber(rest || 'nothing', 0, timeline.head, 0);
      return { text: placeText(context, k), go: (debuggee) => debuggee.travelTo(k, null) };
    },
  },
  {
    name: 'until',
    usage: 'STATE or A->B',
    help: 'On to a state or a transition, whatever breakpoints there are.',
    argument: 'place',
    run(context, rest) {
      const read = readName(rest, statesOf(context));
      if ('problem' in read) throw new DapError('bad-command', read.problem);
      const { target } = read;
      const goal =
        target.type === 'transition'
          ? { from: target.from, to: target.to }
          : { from: '*', to: target.type === 'enter' ? target.state : '*' };
      return {
        text: '',
        go(debuggee) {
          context.breakpoints.goal = goal;
          debuggee.resume();
        },
      };
    },
  },
  {
    name: 'goto',
    usage: 'STATE',
    help: 'Puts the run at another state here, without running what lies between.',
    argument: 'state',
    run(context, rest) {
      const state = stateOf(context, rest);
      context.launched.assertRunsOn();
      context.stopped.cursor.assertEditable('state');
      return { text: '', go: (debuggee) => debuggee.jumpTo(state) };
    },
  },
  {
    name: 'fork',
    usage: '[STEP]',
    help: 'Runs on from here, or from after a step, as a new run.',
    argument: null,
    run(context, rest) {
      const { k, timeline } = context.stopped.cursor;
      const from = typedNumber(rest, 0, timeline.head, k);
      context.launched.assertRunsOn();
      return { text: '', go: (debuggee) => debuggee.runOnFrom(from) };
    },
  },
];

/** Where a step of the recording leads, for a move there. */
function placeText({ launched }: SessionContext, k: number): string {
  const { timeline } = launched.cursor;
  return `${standingName(timeline.snapshotAt(k), '')}, step ${k} of ${timeline.head}`;
}

/** @throws DapError `bad-command` */
function stateOf(context: SessionContext, name: string): string {
  const states = statesOf(context);
  if (states.includes(name)) return name;
  const near = nearest(name, states);
  const hint = near === null ? `The states are ${states.join(', ')}.` : `Did you mean ${near}?`;
  throw new DapError('bad-command', `No state "${name}". ${hint}`);
}

function payloadOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DapError('bad-command', `The payload is not JSON: ${reason}. Write texts in quotes.`);
  }
}
