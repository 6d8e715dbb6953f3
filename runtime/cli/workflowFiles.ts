import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Extraction } from '../model/graph.ts';
import { CliError } from './cliError.ts';

/**
 * Extracts the workflows of a file, or the one that is named.
 *
 * @throws CliError `file-not-found`, `unknown-workflow`
 */
export async function readWorkflows(path: string, workflow: string | null): Promise<Extraction> {
  const file = resolve(path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory())
    throw new CliError(
      'file-not-found',
      `${file} is a folder: name a file in it, or run backstep check on it.`,
    );
  if (!found) throw new CliError('file-not-found', `There is no file ${file}.`);
  const { extract } = await import('../extract/extract.ts');
  const extraction = extract(file);
  if (workflow === null) return extraction;
  const workflows = extraction.workflows.filter(({ name }) => name === workflow);
  if (workflows.length > 0) return { ...extraction, workflows };
  const names = extraction.workflows.map(({ name }) => name).join(', ') || 'none';
  throw new CliError('unknown-workflow', `${file} has no workflow "${workflow}". Its workflows: ${names}.`);
}
