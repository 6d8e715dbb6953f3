/** What the words and options of usage lines mean. A word that means something else for one command is named with it. */
const meanings: Readonly<Record<string, string>> = {
  'run FILE': 'the TypeScript or JavaScript file that exports the workflow',
  'graph FILE': 'the file that holds the workflow; it is read, and not run',
  'import FILE': 'what "backstep export" wrote',
  RUN: 'a recorded run: its id, or its file',
  PATH: 'a file, or a folder with all below it',
  NAME: 'the signal',
  JSON: 'what is sent with it; null unless given',
  '--workflow': 'which of the workflows in the file; needed where there are several',
  '--input':
    'the input; null unless given. JSON as it is, or @FILE for a file that holds it, or - for standard input',
  '--session': "members of the first session, in place of the workflow's own, in the same ways",
  '--config': "members of the configuration, in place of the workflow's own, in the same ways",
  '--record':
    'the folder that the run is recorded into; unless given, the nearest .backstep/runs of this repository',
  '--inspect': 'let a debugger attach, on a free port unless one is given; prints how',
  '--inspect-brk': 'the same, and wait for it before the first step',
  '--services': "a module whose exports stand in for the workflow's services of the same names",
  '--signal': 'send a signal, as if somebody had sent it before its wait; may be given several times',
  '--max-steps': 'stop after so many steps',
  '--skip-time': 'let waits, delays and timers take no time',
  '--json': 'print one JSON document, and nothing else, to standard output',
  '--file': 'the file of the workflow, where it is not where it was when the run was recorded',
  '--dir': 'the folder of recordings; unless given, the nearest .backstep/runs of this repository',
  '--at': 'the step, counted from 1; 0 is the start',
  '--set': 'change a value of the session there; may be given several times',
  '--data': 'what the next step gets there; JSON, or @FILE, or - for standard input',
  '--calls':
    'whether calls are answered from the recording (reuse) or made again (live), for all services or for one',
  '--against': 'the file whose code is tried; that of the recording unless given',
  '--out': 'the file to write; RUN.backstep.sqlite, RUN.html or RUN.mmd unless given',
  '--port': 'listen on this port instead of standard input; 0 takes a free one, and prints it',
  'graph --format': 'mermaid unless given',
  'graph --json': 'the same as --format json',
  'export --format': 'recording unless given: the run itself; html is a page, mermaid a diagram',
  'check --format': 'text for people unless given; github for annotations in its checks',
};

/** How a command is called, and what each of its words means. */
export function helpText(summary: string, usage: string): string {
  const [, command = '', ...parts] = partsOf(usage);
  const rows = parts.flatMap((part) =>
    namesIn(part).map((name) => [shown(part, name), meaning(command, name)]),
  );
  const width = Math.max(...rows.map(([name = '']) => name.length));
  const table = rows.map(([name = '', text = '']) => {
    const lines = wrapped(text.split(' '), WIDTH - width - 4);
    return `  ${name.padEnd(width)}  ${lines.join(`\n${' '.repeat(width + 4)}`)}`;
  });
  return `backstep ${command}: ${summary}\n\n${usageText(usage)}\n\n${table.join('\n')}\n`;
}

/** A usage line, on as many lines as it takes. */
export function usageText(usage: string): string {
  const start = 'Usage: ';
  return `${start}${wrapped(partsOf(usage), WIDTH - start.length).join(`\n${' '.repeat(start.length + 2)}`)}`;
}

/** The words that a command cannot do without, by their names in its usage line. */
export function wordsOf(usage: string): readonly string[] {
  const parts = partsOf(usage).slice(2);
  const end = parts.findIndex((part) => /^[[-]/.test(part));
  return (end < 0 ? parts : parts.slice(0, end)).map((part) => part.replace('...', ''));
}

/** An option with its value, or what stands in brackets, is one part. */
function partsOf(usage: string): readonly string[] {
  return usage.match(/\[(?:[^[\]]|\[[^\]]*\])*\](?:\.\.\.)?|--\S+ [^\s[]+|\S+/g) ?? [];
}

function namesIn(part: string): readonly string[] {
  return part.match(/--[a-z-]+/g) ?? [part.replace(/[[\].]/g, '')];
}

/** The word with what follows it, such as `--at K`. */
function shown(part: string, name: string): string {
  if (!name.startsWith('-')) return name;
  const value = part.slice(part.indexOf(name) + name.length).match(/^(?:\[=[A-Z]+\]| [^\]|]\S*)/)?.[0] ?? '';
  return `${name}${value.replace(/\](?:\.\.\.)?$/, (end) => (value.startsWith('[') ? end : ''))}`;
}

function meaning(command: string, name: string): string {
  return meanings[`${command} ${name}`] ?? meanings[name] ?? '';
}

function wrapped(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Columns that a terminal has at the least. */
const WIDTH = 100;
