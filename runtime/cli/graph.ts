import type { Extraction } from '../model/graph.ts';
import { readArguments, single } from './arguments.ts';
import { CliError } from './cliError.ts';
import { readWorkflows } from './workflowFiles.ts';

const usage = 'backstep graph FILE [--workflow NAME] [--format json|mermaid|dot|svg] [--json]';
const formats = ['json', 'mermaid', 'dot', 'svg'] as const;
type Format = (typeof formats)[number];

/** Prints the state graph of a file's workflows. False when there is none to print; JSON tells the problems itself. */
export async function graph(words: readonly string[]): Promise<boolean> {
  const given = readArguments(words, {
    values: ['workflow', 'format'],
    flags: ['json'],
    positional: [1, 1],
    usage,
  });
  const asked = single(given, 'format');
  if (given.options.has('json') && asked !== null && asked !== 'json')
    throw new CliError('usage', `--json and --format ${asked} are two formats: give one of them.`);
  const named = asked ?? (given.options.has('json') ? 'json' : 'mermaid');
  const format = formats.find((one) => one === named);
  if (!format) throw new CliError('usage', `--format is "${named}": give one of ${formats.join(', ')}.`);
  const extraction = await readWorkflows(given.positional[0] as string, single(given, 'workflow'));
  process.stdout.write(`${(await written(extraction, format)).trimEnd()}\n`);
  if (format !== 'json') await tellProblems(extraction);
  return extraction.workflows.length > 0;
}

async function written(extraction: Extraction, format: Format): Promise<string> {
  const { toDot, toJson, toMermaid } = await import('../extract/formats.ts');
  switch (format) {
    case 'json':
      return JSON.stringify(toJson([extraction]));
    case 'mermaid':
      return toMermaid([extraction]);
    case 'dot':
      return toDot([extraction]);
    case 'svg': {
      const { svgOf } = await import('./svg/paper.ts');
      const { createArrange } = await import('./svg/arrange.ts');
      // A picture that goes its own way may not be without a reason for what it lacks.
      const notes = extraction.problems.map(({ line, message }) => `Line ${line}: ${message}`);
      return svgOf(extraction.workflows, notes, createArrange());
    }
    default:
      return format satisfies never;
  }
}

/** On standard error, so that the diagram can be piped on. */
async function tellProblems(extraction: Extraction): Promise<void> {
  const { toCheckLines } = await import('../extract/formats.ts');
  const grave = ({ severity }: Extraction['problems'][number]): boolean =>
    severity !== 'information' || extraction.workflows.length === 0;
  process.stderr.write(
    toCheckLines([
      {
        ...extraction,
        problems: extraction.problems.filter(grave),
        workflows: extraction.workflows.map((one) => ({ ...one, problems: one.problems.filter(grave) })),
      },
    ]),
  );
}
