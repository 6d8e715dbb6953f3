import { initialInstance, initialSnapshot } from '../language/advance.ts';
import { BackstepError } from '../language/backstepError.ts';
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';
import { isWorkflow, type Manifest, manifestOf } from '../language/manifest.ts';
import { workflowNamed } from '../language/registry.ts';
import { toJson } from '../language/settle.ts';
import type { Instance, Snapshot } from '../language/snapshot.ts';
import { checkServices } from './stepContext.ts';

/** What a caller gives to a new run. */
export interface RunInput {
  readonly input: Json;
  /** Top-level keys that replace those of the class. */
  readonly session: { readonly [key: string]: Json };
  readonly config: { readonly [key: string]: Json };
}

/**
 * The workflow of a module, by name, or the only one there is.
 *
 * @throws BackstepError `no-workflow`, `unknown-workflow`, `several-workflows`
 */
export function findWorkflow(
  module: { readonly [name: string]: unknown },
  file: string,
  name: string | null,
): Manifest {
  const manifests = [...new Set(exported(module))].map((value) => manifestOf(value));
  const names = manifests.map((manifest) => manifest.name).join(', ');
  if (manifests.length === 0) {
    throw new BackstepError(
      'no-workflow',
      `${file} exports no workflow: decorate a class with @workflow(…) and export it.`,
    );
  }
  if (name !== null) {
    const found = manifests.find(
      (manifest) => manifest.name === name || manifest.workflowClass.name === name,
    );
    if (found) return found;
    throw new BackstepError('unknown-workflow', `${file} has no workflow "${name}". It has ${names}.`);
  }
  if (manifests.length > 1) {
    throw new BackstepError(
      'several-workflows',
      `${file} has several workflows: say which one, of ${names}: with --workflow, or "workflow" of the launch configuration.`,
    );
  }
  return manifests[0] as Manifest;
}

/**
 * The services of a workflow, made by its factory.
 *
 * @throws BackstepError `services-failed`, `bad-services`, `reserved-name`
 */
export function makeServices(manifest: Manifest): { readonly [name: string]: unknown } {
  return checkServices(
    attempt(() => manifest.services(), 'services', manifest),
    manifest.name,
  );
}

/**
 * The snapshot that a new run starts from.
 *
 * @param startedAt - milliseconds since 1970, on the run's clock
 *
 * @throws BackstepError `session-failed`, `not-json`
 */
export function firstSnapshot(manifest: Manifest, given: RunInput, startedAt: number): Snapshot {
  const session = attempt(() => manifest.session(), 'session', manifest);
  return initialSnapshot({
    workflow: manifest.name,
    version: manifest.version,
    start: manifest.start,
    input: toJson(given.input, 'input'),
    config: merged(manifest.config, given.config, 'config'),
    session: merged(session, given.session, 'session'),
    startedAt,
  });
}

/**
 * A workflow as a run or a parent begins it, with the session and config of its class.
 *
 * @throws BackstepError `unknown-workflow`, `ambiguous-workflow`, `session-failed`, `not-json`
 */
export function firstInstance(workflow: string | Manifest, input: Json): Instance {
  const manifest = typeof workflow === 'string' ? workflowNamed(workflow) : workflow;
  const session = attempt(() => manifest.session(), 'session', manifest);
  const { name, version, start, config } = manifest;
  return initialInstance({ workflow: name, version, start, input, config, session });
}

/** A CommonJS module's exports may also stand under `default`. */
function exported(module: { readonly [name: string]: unknown }): readonly (new () => object)[] {
  const inner = module['default'];
  const more = typeof inner === 'object' && inner !== null ? Object.values(inner) : [];
  return [...Object.values(module), ...more].filter(isWorkflow);
}

function attempt<T>(make: () => T, what: 'services' | 'session', manifest: Manifest): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof BackstepError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new BackstepError(
      `${what}-failed`,
      `The ${what} of ${manifest.name} could not be made: ${message}. The \`${what}\` factory of @workflow threw this.`,
      { cause: error },
    );
  }
}

function merged(base: JsonObject, over: { readonly [key: string]: Json }, where: string): JsonObject {
  const json = toJson({ ...base, ...over }, where);
  return isJsonObject(json) ? json : base;
}
