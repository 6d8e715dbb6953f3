import { nearest } from '../language/nearest.ts';
import type { Reply } from './connection.ts';
import { consoleBreakpoints } from './consoleBreakpoints.ts';
import type { ConsoleCommand } from './consoleCommand.ts';
import { consoleMoves } from './consoleMoves.ts';
import { consoleState } from './consoleState.ts';
import { DapError } from './dapError.ts';
import { move } from './move.ts';
import type { SessionContext } from './sessionContext.ts';

const help: ConsoleCommand = {
  name: 'help',
  usage: '[COMMAND]',
  help: 'What can be typed here.',
  argument: 'command',
  run(_, rest) {
    if (rest !== '') return { text: line(commandOf(rest.replace(/^:/, ''))) };
    const lines = consoleCommands.map(line).join('\n');
    return {
      text: `${lines}\nAnything else is an expression over session, data, input, config, calls, change, …`,
    };
  },
};

/** Everything that starts with a colon in the console. */
export const consoleCommands: readonly ConsoleCommand[] = [
  ...consoleMoves,
  ...consoleBreakpoints,
  ...consoleState,
  help,
];

export function isCommand(text: string): boolean {
  return text.trimStart().startsWith(':');
}

/**
 * Carries out what was typed.
 *
 * @throws DapError `unknown-command`, `bad-command`, and what the command throws
 */
export function runCommand(context: SessionContext, text: string): Reply {
  const [, name = '', rest = ''] = /^\s*:\s*(\S*)\s*([\s\S]*?)\s*$/.exec(text) ?? [];
  const { text: result, lines = [], go, after } = commandOf(name).run(context, rest);
  const body = { result, variablesReference: 0 };
  if (go !== undefined) return move(context, go, { body });
  return {
    body,
    after() {
      for (const { text: printed, at } of lines) context.output('stdout', `${printed}\n`, at);
      after?.();
    },
  };
}

function commandOf(name: string): ConsoleCommand {
  const names = consoleCommands.map((command) => command.name);
  const found = consoleCommands.find((command) => command.name === name);
  if (found) return found;
  const near = name === '' ? null : nearest(name, names);
  const hint = near === null ? ':help lists what there is.' : `Did you mean :${near}?`;
  throw new DapError('unknown-command', `There is no command :${name}. ${hint}`);
}

function line({ name, usage, help: words }: ConsoleCommand): string {
  return `${`:${name} ${usage}`.padEnd(30)}  ${words}`;
}
