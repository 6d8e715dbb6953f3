#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { distFile } from '../dist.ts';
import { BackstepError } from '../language/backstepError.ts';
import { legibleLines } from '../model/legible.ts';
import { HelpWanted } from './arguments.ts';
import { CliError } from './cliError.ts';
import { didYouMean } from './didYouMean.ts';
import { helpText } from './help.ts';
import { print, printJson } from './output.ts';

/** Exit codes: done or same, failed or different, misuse. */
const exitOk = 0;
const exitFailed = 1;
const exitMisuse = 2;

/** What is wrong with the command line, though another part of the product says so. */
const misuses: ReadonlySet<string> = new Set([
  'file-not-found',
  'not-a-program',
  'unknown-workflow',
  'several-workflows',
  'recording-missing',
]);

type Command = (words: readonly string[]) => Promise<boolean>;

/** Each command brings its own part of the product: only the one that was asked for is loaded. */
const commands: {
  readonly [name: string]: { readonly summary: string; readonly load: () => Promise<Command> };
} = {
  run: { summary: 'run a workflow and record it', load: async () => (await import('./run.ts')).run },
  resume: {
    summary: 'take an interrupted or waiting run on',
    load: async () => (await import('./resume.ts')).resume,
  },
  signal: {
    summary: 'send a signal to a waiting run, and take it on',
    load: async () => (await import('./signal.ts')).signal,
  },
  fork: {
    summary: 'run on from an earlier step, as a new run',
    load: async () => (await import('./fork.ts')).fork,
  },
  replay: {
    summary: "run today's code against recorded answers",
    load: async () => (await import('./replay.ts')).replay,
  },
  diff: { summary: 'find where two runs part', load: async () => (await import('./diff.ts')).diff },
  runs: { summary: 'list recorded runs', load: async () => (await import('./runs.ts')).runs },
  show: { summary: 'show the steps of a recorded run', load: async () => (await import('./show.ts')).show },
  export: {
    summary: 'write a run into one file that needs no other',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  import: {
    summary: 'put an exported run into the folder of runs',
    load: async () => (await import('./import.ts')).importCommand,
  },
  graph: { summary: "print a workflow's state graph", load: async () => (await import('./graph.ts')).graph },
  check: {
    summary: 'report problems in workflow files',
    load: async () => (await import('./check.ts')).check,
  },
  dap: {
    summary: 'debug adapter on stdin and stdout, or on a socket',
    load: async () => (await import('./dap.ts')).dap,
  },
};

async function main(words: readonly string[]): Promise<number> {
  const [first, second] = words;
  // "backstep help run" asks what "backstep run --help" asks.
  if (first === 'help' && second !== undefined) return main([second, '--help']);
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(help());
    return name === undefined ? exitMisuse : exitOk;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${version()}\n`);
    return exitOk;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    throw new CliError(
      'usage',
      `backstep has no command "${name}".${didYouMean(name, Object.keys(commands))}\n\n${help()}`,
    );
  try {
    return (await (await command.load())(rest)) ? exitOk : exitFailed;
  } catch (error) {
    if (!(error instanceof HelpWanted)) throw error;
    process.stdout.write(helpText(command.summary, error.message));
    return exitOk;
  }
}

function version(): string {
  const file = distFile('../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

function help(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(8)}${summary}`);
  return `Usage: backstep COMMAND [OPTIONS]\n\n${lines.join('\n')}\n\nbackstep COMMAND --help tells how a command is called.\n`;
}

/** With --json, a failure is one JSON document too. */
function report(error: unknown, asJson: boolean): number {
  const { code, message } = explain(error);
  if (asJson) printJson({ error: { code, message } });
  else {
    const [line, ...more] = legibleLines(message).split('\n');
    process.stderr.write(`${[`backstep: ${line} [${code}]`, ...more].join('\n')}\n`);
  }
  return error instanceof CliError || misuses.has(code) ? exitMisuse : exitFailed;
}

/** Ends the process, whatever services still hold open, once all that was printed is on its way. */
function end(code: number): void {
  process.exitCode = code;
  print('', () => process.stderr.write('', () => process.exit(code)));
}

/** Errors for readers carry a code; anything else is a mistake of ours. */
function explain(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: 'internal', message: String(error) };
  // A decorator that refuses its class throws while the module loads: its own words say it best.
  if (error.cause instanceof Error && error.cause.name === 'BackstepError') return explain(error.cause);
  const isOurs =
    error instanceof BackstepError ||
    error instanceof CliError ||
    error.name === 'BackstepError' ||
    error.name === 'LoadError';
  const code = isOurs && 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
  return {
    code,
    message: code === 'internal' && process.env['BACKSTEP_TRACE'] ? String(error.stack) : error.message,
  };
}

const words = process.argv.slice(2);
// A reader that went away, as `| head` does, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitOk);
  throw error;
});
// A promise that nobody awaits must not take the process with it, whenever it is rejected.
process.on('unhandledRejection', (reason) => {
  const text = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  process.stderr.write(`A promise that nobody awaited was rejected. ${legibleLines(text)}\n`);
});
main(words).then(
  (code) => end(code),
  (error: unknown) => end(report(error, words.includes('--json'))),
);
