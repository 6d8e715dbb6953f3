import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Extraction } from '../model/graph.ts';
import { readArguments, single } from './arguments.ts';
import { CliError } from './cliError.ts';
import { counted } from './counted.ts';

const usage = 'backstep check PATH... [--format text|json|github] [--json]';

/** Reports the problems of workflow files and of all below folders. True when none of them is an error. */
export async function check(words: readonly string[]): Promise<boolean> {
  const given = readArguments(words, {
    values: ['format'],
    flags: ['json'],
    positional: [1, Number.POSITIVE_INFINITY],
    usage,
  });
  const format = given.options.has('json') ? 'json' : (single(given, 'format') ?? 'text');
  if (!['text', 'json', 'github'].includes(format)) {
    throw new CliError('usage', `--format is "${format}": give one of text, json, github.`);
  }
  const files = given.positional.flatMap((path) => workflowFiles(path));
  const { createExtractor } = await import('../extract/extract.ts');
  const { problemsOf, toCheckLines, toGithub } = await import('../extract/formats.ts');
  const extractor = createExtractor();
  const extractions = files.map((file) => named(extractor.extract(file)));
  const problems = problemsOf(extractions);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (format === 'json')
    process.stdout.write(`${JSON.stringify({ files: files.length, errors, problems })}\n`);
  else process.stdout.write(format === 'github' ? toGithub(extractions) : toCheckLines(extractions));
  if (format === 'text') {
    const workflows = extractions.reduce((sum, extraction) => sum + extraction.workflows.length, 0);
    process.stderr.write(
      `${counted(workflows, 'workflow')} in ${counted(files.length, 'file')}, ${counted(problems.length, 'problem')}, ${counted(errors, 'error')}\n`,
    );
  }
  return errors === 0;
}

/** Paths as a person would type them from here, which editors and GitHub resolve. */
function named(extraction: Extraction): Extraction {
  const here = (file: string): string => {
    const path = relative(process.cwd(), file);
    return path.startsWith('..') ? file : path;
  };
  const problem = (item: Extraction['problems'][number]) => ({ ...item, file: here(item.file) });
  return {
    ...extraction,
    problems: extraction.problems.map(problem),
    workflows: extraction.workflows.map((workflow) => ({
      ...workflow,
      problems: workflow.problems.map(problem),
    })),
  };
}

/** A file that is named is always read; below a folder only files that can hold a workflow are. */
function workflowFiles(path: string): readonly string[] {
  const root = resolve(path);
  if (!existsSync(root)) throw new CliError('file-not-found', `There is no file or folder ${root}.`);
  if (!statSync(root).isDirectory()) return [root];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !/\.d\.[cm]?ts$/.test(name))
    .filter((name) => !/(^|[\\/])(node_modules|\.[^\\/]+)[\\/]/.test(name))
    .map((name) => join(root, name))
    .filter(mayHoldWorkflow)
    .sort();
}

/** A folder may have the name of a source file, and a link may lead nowhere. */
function mayHoldWorkflow(file: string): boolean {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    return /@workflow\b|\bworkflow\s*\(/.test(readFileSync(file, 'utf8'));
  } catch {
    return true; // It may not be read: extraction says so, where leaving it out would say that all is well.
  }
}
