import { readFileSync } from 'node:fs';
import type { Json } from '../language/json.ts';
import { CliError } from './cliError.ts';
import { didYouMean } from './didYouMean.ts';
import { usageText, wordsOf } from './help.ts';

/** The words of a command line after its command. */
export interface Arguments {
  readonly positional: readonly string[];
  /** Values of `--name VALUE`, in order; flags have none. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/** What a command takes. */
export interface ArgumentsShape {
  /** Options with a value. */
  readonly values: readonly string[];
  readonly flags: readonly string[];
  /** Options whose value may be left out; it is written after `=`. */
  readonly optional?: readonly string[];
  /** How many positional words at the least and at the most. */
  readonly positional: readonly [number, number];
  readonly usage: string;
}

/** Somebody asks how a command is called: no mistake, and nothing else is done. */
export class HelpWanted extends Error {}

/** @throws CliError `usage`; HelpWanted */
export function readArguments(words: readonly string[], shape: ArgumentsShape): Arguments {
  if (words.includes('--help') || words.includes('-h')) throw new HelpWanted(shape.usage);
  const positional: string[] = [];
  const options = new Map<string, string[]>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const [name = '', inline] = word.startsWith('--') ? split(word.slice(2)) : [];
    if (!word.startsWith('--')) positional.push(word);
    else if (shape.flags.includes(name) && inline === undefined) options.set(name, []);
    else if (shape.optional?.includes(name)) options.set(name, inline === undefined ? [] : [inline]);
    else if (shape.values.includes(name)) {
      const value = inline ?? words[++i];
      if (value === undefined) throw misuse(`--${name} needs a value.`, shape);
      options.set(name, [...(options.get(name) ?? []), value]);
    } else throw unknownOption(word, name, shape);
  }
  const [least, most] = shape.positional;
  if (positional.length < least) {
    const missing = wordsOf(shape.usage).slice(positional.length).join(' and ');
    throw misuse(`Give ${missing || 'more'}${positional.length > 0 ? ' as well' : ''}.`, shape);
  }
  if (positional.length > most) throw misuse(`"${positional[most]}" is one word too many.`, shape);
  return { positional, options };
}

export function single(given: Arguments, name: string): string | null {
  return given.options.get(name)?.at(-1) ?? null;
}

/** @throws CliError `usage` when the option is there and is no whole number from `least` to `most` */
export function count(
  given: Arguments,
  name: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number | null {
  const text = single(given, name);
  if (text === null) return null;
  if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) {
    const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
    throw new CliError('usage', `--${name} is "${text}": give a whole number from ${least}${upTo}.`);
  }
  return Number(text);
}

/**
 * A value in JSON, in the file behind `@`, or on standard input for `-`; undefined without the option.
 *
 * @throws CliError `bad-json`
 */
export function json(given: Arguments, name: string): Json | undefined {
  const text = single(given, name);
  if (text === null) return undefined;
  if (text === '-' || text === '@-')
    return parsed(() => standardInput(name), `Standard input, for --${name}, is not JSON`, '');
  if (!text.startsWith('@')) {
    const hint = `In a shell, put it in single quotes: --${name} '{"a":1}'.`;
    return parsed(() => text, `--${name} is not JSON`, hint);
  }
  return parsed(() => readFileSync(text.slice(1), 'utf8'), `--${name} ${text} cannot be read as JSON`, '');
}

/**
 * The two sides of `NAME=JSON`; undefined for a value that is left out.
 *
 * @param what the option and what was given for it
 * @throws CliError `usage`, `bad-json`
 */
export function namedJson(text: string, what: string): readonly [string, Json | undefined] {
  const [name, value] = split(text);
  if (name === '') throw new CliError('usage', `${what}: write it as NAME=JSON, such as rounds=3.`);
  if (value === undefined) return [name, undefined];
  const hint = `A text needs quotes: '${name}="text"'.`;
  return [name, parsed(() => value, `${what} does not give JSON`, hint)];
}

/** @throws CliError `bad-json` */
export function parsedJson(text: string, what: string): Json {
  return parsed(() => text, what, `A text needs quotes: '"yes"'.`);
}

let readFor: string | null = null;

/** @throws CliError `usage` when another option has read it, or when nothing can be read */
function standardInput(name: string): string {
  if (readFor !== null)
    throw new CliError('usage', `--${name} - has nothing to read: --${readFor} - has read standard input.`);
  readFor = name;
  try {
    return readFileSync(0, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('usage', `Standard input, for --${name}, cannot be read (${reason}): give @FILE.`);
  }
}

function parsed(text: () => string, what: string, hint: string): Json {
  try {
    return JSON.parse(text()) as Json;
  } catch (error) {
    if (error instanceof CliError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('bad-json', `${what}: ${reason}. ${hint}`.trim());
  }
}

function split(word: string): [string, string?] {
  const at = word.indexOf('=');
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function unknownOption(word: string, name: string, shape: ArgumentsShape): CliError {
  const options = [...shape.values, ...shape.flags].map((option) => `--${option}`);
  return misuse(`${word} is not an option of this command.${didYouMean(`--${name}`, options)}`, shape);
}

function misuse(message: string, shape: ArgumentsShape): CliError {
  return new CliError('usage', `${message}\n${usageText(shape.usage)}`);
}
