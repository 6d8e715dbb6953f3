import type { SourcePosition } from '../model/run.ts';
import { DapError } from './dapError.ts';
import type { Debuggee } from './debuggee.ts';
import type { SessionContext } from './sessionContext.ts';

/** What may stand after a command, for completions. */
export type Argument = 'state' | 'place' | 'path' | 'filter' | 'command' | 'expression' | 'breakpoint' | null;

/** A command of the console: what a client without a button for it can type. */
export interface ConsoleCommand {
  readonly name: string;
  /** What to type after the name; brackets for what may be left out. */
  readonly usage: string;
  readonly help: string;
  readonly argument: Argument;
  /** @throws DapError, BackstepError */
  run(context: SessionContext, rest: string): ConsoleReply;
}

/** What a command answers, and what it does when the answer is out. */
export interface ConsoleReply {
  readonly text: string;
  /** Printed below the answer, with links to the source. */
  readonly lines?: readonly ConsoleLine[];
  /** A move: the session must stand still for it. */
  readonly go?: (debuggee: Debuggee) => void;
  readonly after?: () => void;
}

export interface ConsoleLine {
  readonly text: string;
  readonly at: SourcePosition | null;
}

/** A whole number that was typed; `otherwise` where nothing was. */
export function typedNumber(text: string, least: number, most: number, otherwise: number): number {
  if (text === '') return otherwise;
  const number = Number(text.replace(/^#/, ''));
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new DapError('bad-command', `"${text}" is none: give a whole number from ${least} to ${most}.`);
}

/** The states that may be typed. */
export function statesOf({ launched }: SessionContext): readonly string[] {
  return launched.cursor.timeline.header.states;
}
