import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findWorkflow, makeServices } from '../engine/prepare.ts';
import { type Requests, watchRequests } from '../engine/requests.ts';
import { installReturnTag } from '../engine/returnPosition.ts';
import { loadModule } from '../host/loader/loadModule.ts';
import type { Manifest } from '../language/manifest.ts';
import type { RunHeader } from '../model/run.ts';
import { CliError } from './cliError.ts';

type Services = { readonly [name: string]: unknown };

/** A workflow, loaded and ready to run in this process. */
export interface Program {
  readonly file: string;
  readonly source: string;
  readonly manifest: Manifest;
  readonly services: Services;
  readonly requests: Requests;
}

/**
 * Loads a workflow and makes its services.
 *
 * @param ownServices makes the services of the workflow where none are given for it
 * @param replacements a module whose exports stand in for services of the same names; null for none
 * @throws LoadError, BackstepError, or CliError `unknown-service`
 */
export async function loadProgram(
  path: string,
  workflow: string | null,
  replacements: string | null,
  ownServices: (manifest: Manifest) => Services = makeServices,
): Promise<Program> {
  // A module or a step that waits for ever lets the process end by itself, which is no success.
  process.exitCode = 1;
  installReturnTag();
  const requests = watchRequests();
  const file = resolve(path);
  const manifest = findWorkflow(await loadModule(file), file, workflow);
  const source = readFileSync(file, 'utf8');
  if (replacements === null) return { file, source, manifest, services: ownServices(manifest), requests };
  const module = await loadModule(resolve(replacements));
  return { file, source, manifest, services: replacedServices(manifest, module, replacements), requests };
}

/** What a new run's header says of its code. */
export function codeOf({
  manifest,
  file,
  source,
}: Program): Pick<RunHeader, 'workflow' | 'version' | 'file' | 'states' | 'start' | 'source'> {
  const { name: workflow, version, states, start } = manifest;
  return { workflow, version, file, states, start, source };
}

/** Says so when a recording is of another version than the code that runs on from it. */
export function tellVersion({ manifest }: Program, recorded: Pick<RunHeader, 'id' | 'version'>): void {
  if (manifest.version === recorded.version) return;
  process.stderr.write(
    `backstep: ${recorded.id} was recorded by version ${recorded.version} of ${manifest.name}, and this is version ${manifest.version}.\n`,
  );
}

/** Replacements are often there because the real services cannot be made here: then they have to do alone. */
function replacedServices(manifest: Manifest, module: Services, path: string): Services {
  const { default: whole, ...named } = module;
  const given: Services = typeof whole === 'object' && whole !== null ? { ...named, ...whole } : named;
  let own: Services;
  try {
    own = makeServices(manifest);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`backstep: only the services of ${path} are there. ${reason}\n`);
    return given;
  }
  const names = Object.keys(own);
  const known = Object.entries(given).filter(([name]) => names.includes(name));
  if (known.length > 0) return { ...own, ...Object.fromEntries(known) };
  throw new CliError(
    'unknown-service',
    `${path} exports no service of ${manifest.name}: name an export, or a member of the default export, like one of ${names.join(', ') || 'its services, of which it has none'}.`,
  );
}
