import { type ChildProcess, spawn } from 'node:child_process';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DapClient } from './dapClient.ts';
import { eventually } from './eventually.ts';

/** What a client says of itself that has terminals. */
export const withTerminals = { supportsRunInTerminalRequest: true };

/** The terminals of a client: each runs a command, as the shell of a real one does. */
export interface ClientTerminals {
  readonly asked: readonly DebugProtocol.RunInTerminalRequestArguments[];
  /** All that was printed in any of them. */
  printed(): string;
  /** Types a line in the one that was opened last. */
  type(line: string): void;
  untilPrinted(text: string): Promise<void>;
  /** Ends what runs in the last one, as closing it does. */
  hangUp(): void;
}

export function openTerminals(client: DapClient): ClientTerminals {
  const asked: DebugProtocol.RunInTerminalRequestArguments[] = [];
  const running: ChildProcess[] = [];
  let printed = '';
  client.onRequest('runInTerminal', (args) => {
    const command = args as DebugProtocol.RunInTerminalRequestArguments;
    const { args: words, cwd, env: changes } = command;
    const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '--no-deprecation' };
    for (const [name, value] of Object.entries(changes ?? {})) {
      if (value === null) delete env[name];
      else env[name] = value;
    }
    // Job control gives each command a group of its own.
    const child = spawn(words[0] as string, words.slice(1), { cwd, env, detached: true });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    child.stdin.on('error', () => {
      // What was typed for a program that has ended is lost.
    });
    asked.push(command);
    running.push(child);
    return {};
  });
  return {
    asked,
    printed: () => printed,
    type: (line) => void running.at(-1)?.stdin?.write(`${line}\n`),
    untilPrinted: (text) => eventually(`the terminal to show ${text}`, () => printed.includes(text)),
    hangUp: () => void running.at(-1)?.kill('SIGHUP'),
  };
}
