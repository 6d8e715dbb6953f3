/**
 * Runs in a process of its own: loads the modules it is given one after the other, calls `run` of each that has one, and
 * prints what came of them as one line of JSON.
 */
import { LoadError } from '../../../runtime/host/loader/loadError.ts';
import { loadModule } from '../../../runtime/host/loader/loadModule.ts';
import { loadedFiles } from '../../../runtime/host/loader/register.ts';

export interface Outcome {
  readonly exports: readonly string[];
  /** What `run` returned. */
  readonly value: unknown;
  /** What was told at returns: file, line, column, and the `id` of the context where it has one. */
  readonly returns: readonly string[];
  readonly loaded: readonly string[];
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly at: { readonly file: string; readonly line: number; readonly column: number } | null;
    readonly causeStack: string | null;
  } | null;
}

let returns: string[] = [];
const tell = (context: { id?: string }, file: string, line: number, column: number) =>
  returns.push(`${file}:${line}:${column}${context.id ? ` ${context.id}` : ''}`);
Object.assign(globalThis, { [Symbol.for('backstep.return')]: tell });

const outcomes: Outcome[] = [];
for (const file of process.argv.slice(2)) {
  returns = [];
  const before = loadedFiles().length;
  const outcome = await load(file);
  outcomes.push({ ...outcome, returns, loaded: loadedFiles().slice(before) });
}
process.stdout.write(`\n${JSON.stringify(outcomes)}\n`);

async function load(file: string) {
  try {
    const module = await loadModule(file);
    const value: unknown = typeof module['run'] === 'function' ? await module['run']() : null;
    return { exports: Object.keys(module), value, error: null };
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    const { code, message, at, cause } = error;
    const causeStack = cause instanceof Error ? (cause.stack ?? null) : null;
    return { exports: [], value: null, error: { code, message, at, causeStack } };
  }
}
