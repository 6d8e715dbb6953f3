import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findWorkflow, makeServices } from '../engine/prepare.ts';
import { type Requests, watchRequests } from '../engine/requests.ts';
import { installReturnTag } from '../engine/returnPosition.ts';
import { loadModule } from '../host/loader/loadModule.ts';
import type { Manifest } from '../language/manifest.ts';
import { workflowNames } from '../language/registry.ts';
import type { RunHeader } from '../model/run.ts';
import { CliError } from './cliError.ts';
import { didYouMean } from './didYouMean.ts';

type Services = { readonly [name: string]: unknown };

/** A workflow, loaded and ready to run in this process. */
export interface Program {
  readonly file: string;
  readonly source: string;
  readonly manifest: Manifest;
  readonly services: Services;
  /** Those of a workflow of the run, a child say; made once. */
  readonly servicesOf: (manifest: Manifest) => Services;
  readonly requests: Requests;
}

/**
 * Loads a workflow and makes its services.
 *
 * @param ownServices makes the services of a workflow where none are given for it
 * @param replacements a module whose exports stand in for services of the same names, in children too; null for none
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
  const make =
    replacements === null
      ? ownServices
      : replacing(await loadModule(resolve(replacements)), replacements, manifest);
  const made = new Map<string, Services>();
  const servicesOf = (wanted: Manifest): Services => {
    const services = made.get(wanted.name) ?? make(wanted);
    made.set(wanted.name, services);
    return services;
  };
  return { file, source, manifest, services: servicesOf(manifest), servicesOf, requests };
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

/**
 * Makes services of which a module replaces those of the same names. Replacements are often there because the real
 * services cannot be made here: then they have to do alone.
 */
function replacing(module: Services, path: string, root: Manifest): (manifest: Manifest) => Services {
  const { default: whole, ...named } = module;
  const given: Services = typeof whole === 'object' && whole !== null ? { ...named, ...whole } : named;
  return (manifest) => {
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
    if (manifest === root) tellUnknown(Object.keys(given), names, path, root);
    return { ...own, ...Object.fromEntries(known) };
  };
}

/** @throws CliError `unknown-service` when none of the names is that of a service, and no other workflow can have it */
function tellUnknown(given: readonly string[], own: readonly string[], path: string, root: Manifest): void {
  const left = own.filter((name) => !given.includes(name));
  const unknown = given.filter((name) => !own.includes(name));
  if (unknown.length === given.length && workflowNames().length === 1) {
    const hint = given.map((name) => didYouMean(name, own)).find((text) => text !== '') ?? '';
    throw new CliError(
      'unknown-service',
      `${path} exports no service of ${root.name}: name an export, or a member of the default export, like one of ${own.join(', ') || 'its services, of which it has none'}.${hint}`,
    );
  }
  for (const name of unknown) {
    const hint = didYouMean(name, left);
    if (hint)
      process.stderr.write(
        `backstep: ${path} exports "${name}", which is no service of ${root.name}.${hint}\n`,
      );
  }
}
