import { readArguments, single } from './arguments.ts';
import { CliError } from './cliError.ts';
import { readWorkflows } from './workflowFiles.ts';

/** Prints the state graph of a file's workflows. */
export async function graph(words: readonly string[]): Promise<boolean> {
  const usage = 'backstep graph FILE [--workflow NAME] [--format json|mermaid|dot] [--json]';
  const given = readArguments(words, {
    values: ['workflow', 'format'],
    flags: ['json'],
    positional: [1, 1],
    usage,
  });
  const format = single(given, 'format') ?? (given.options.has('json') ? 'json' : 'mermaid');
  const { toDot, toJson, toMermaid } = await import('../extract/formats.ts');
  const formats: { readonly [name: string]: (extractions: Parameters<typeof toJson>[0]) => string } = {
    json: (extractions) => JSON.stringify(toJson(extractions)),
    mermaid: toMermaid,
    dot: toDot,
  };
  const write = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (!write)
    throw new CliError('usage', `--format is "${format}": give one of ${Object.keys(formats).join(', ')}.`);
  const extraction = await readWorkflows(given.positional[0] as string, single(given, 'workflow'));
  process.stdout.write(`${write([extraction]).trimEnd()}\n`);
  return true;
}
