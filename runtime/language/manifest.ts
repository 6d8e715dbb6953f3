import { BackstepError } from './backstepError.ts';
import { checkOptions } from './checkOptions.ts';

import type { RetryOptions } from './decorators.ts';
import type { StateValue } from './directive.ts';
import { milliseconds } from './duration.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { nearest } from './nearest.ts';
import { retryOptionNames, stepOptionNames, workflowOptionNames } from './optionNames.ts';
import { toJson } from './settle.ts';
import { readStates } from './states.ts';
import {
  type CompensationMark,
  compensationTag,
  type StepMark,
  stepTag,
  type TaggedClass,
  type TaggedMethod,
  workflowTag,
} from './tags.ts';

/** What a workflow class declares, checked: the table that `interpret` looks states up in. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly workflowClass: new () => object;
  /** Member names, in the order they are declared. */
  readonly states: readonly string[];
  readonly start: string;
  /** Member name by the value that user code returns. */
  readonly names: ReadonlyMap<StateValue, string>;
  readonly steps: ReadonlyMap<string, StepEntry>;
  /** Name of the undoing method, by the state whose step it undoes. */
  readonly compensations: ReadonlyMap<string, string>;
  readonly config: JsonObject;
  services(): object;
  /** The session of a new run, checked. */
  session(): JsonObject;
}

/** The method that handles a state. */
export interface StepEntry {
  readonly state: string;
  readonly method: string | symbol;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number | null;
  readonly onError: string | null;
  readonly session: readonly string[] | null;
  readonly uses: readonly string[] | null;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly delayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number | null;
}

/** The decorator of a step, as messages name it. */
export function decoratorOf({ method }: StepEntry, { name }: Pick<Manifest, 'name'>): string {
  return `@step on ${name}.${String(method)}`;
}

const manifests = new WeakMap<object, Manifest>();

/** True for a class that `@workflow` decorated, or that extends one. */
export function isWorkflow(value: unknown): value is new () => object {
  return typeof value === 'function' && workflowTag in value;
}

/**
 * The manifest of a workflow class, made and checked once.
 *
 * @throws BackstepError when the class is not a workflow or does not hold together; see {@link workflow}
 */
export function manifestOf(workflowClass: new () => object): Manifest {
  const known = manifests.get(workflowClass);
  if (known) return known;
  const manifest = readManifest(workflowClass as TaggedClass);
  manifests.set(workflowClass, manifest);
  return manifest;
}

function readManifest(workflowClass: TaggedClass): Manifest {
  const options = workflowClass[workflowTag];
  if (!options) {
    throw new BackstepError(
      'not-a-workflow',
      `${workflowClass.name} is not a workflow: decorate it with @workflow(…).`,
    );
  }
  const name = options.name ?? workflowClass.name;
  checkOptions(options, `@workflow on ${name}`, workflowOptionNames, ['states', 'start']);
  const names = readStates(options.states, name);
  const states = [...names.values()];
  const nameOf = (value: StateValue, where: string): string => {
    const state = names.get(value);
    if (state !== undefined) return state;
    const meant = nearest(String(value), states);
    throw new BackstepError(
      'unknown-state',
      `${where} names ${JSON.stringify(value)}, which is not a state of ${name}. ${meant === null ? `Its states are ${states.join(', ')}.` : `Did you mean ${meant}?`}`,
    );
  };
  const start = nameOf(options.start, `start of @workflow on ${name}`);
  const steps = readSteps(workflowClass, name, nameOf);
  const missing = states.filter((state) => !steps.has(state));
  if (missing.length > 0) {
    throw new BackstepError(
      'missing-step',
      `${name} has no step for ${missing.join(', ')}: add a method decorated @step(…) for each, or remove the state.`,
    );
  }
  const makeSession = options.session;
  return Object.freeze({
    name,
    version: options.version ?? '1',
    workflowClass,
    states,
    start,
    names,
    steps,
    compensations: readCompensations(workflowClass, name, nameOf),
    config: asObject(options.config ?? {}, 'config', name),
    services: options.services ?? (() => ({})),
    session: () => asObject(makeSession?.() ?? {}, 'session', name),
  });
}

function readSteps(
  workflowClass: TaggedClass,
  workflow: string,
  nameOf: (value: StateValue, where: string) => string,
): ReadonlyMap<string, StepEntry> {
  const steps = new Map<string, StepEntry>();
  for (const [method, marks] of taggedMethods<StepMark>(workflowClass, stepTag)) {
    for (const { state: value, options } of marks) {
      const where = `@step on ${workflow}.${String(method)}`;
      checkOptions(options, where, stepOptionNames);
      const state = nameOf(value, where);
      const other = steps.get(state);
      if (other) {
        throw new BackstepError(
          'duplicate-step',
          `${workflow} has two steps for ${state}, ${String(other.method)} and ${String(method)}: keep one.`,
        );
      }
      steps.set(state, {
        state,
        method,
        retry: readRetry(options.retry, where),
        timeoutMs:
          options.timeout === undefined ? null : milliseconds(options.timeout, `timeout of ${where}`),
        onError: options.onError === undefined ? null : nameOf(options.onError, `onError of ${where}`),
        session: readNames(options.session, `session of ${where}`),
        uses: readNames(options.uses, `uses of ${where}`),
      });
    }
  }
  return steps;
}

function readCompensations(
  workflowClass: TaggedClass,
  workflow: string,
  nameOf: (value: StateValue, where: string) => string,
): ReadonlyMap<string, string> {
  const compensations = new Map<string, string>();
  for (const [method, marks] of taggedMethods<CompensationMark>(workflowClass, compensationTag)) {
    for (const { state } of marks) {
      compensations.set(nameOf(state, `@compensate on ${workflow}.${String(method)}`), String(method));
    }
  }
  return compensations;
}

/** The decorated methods of a class and its bases; an override without a decorator keeps the base method's marks. */
function taggedMethods<T>(
  workflowClass: TaggedClass,
  tag: symbol,
): ReadonlyMap<string | symbol, readonly T[]> {
  const chain: object[] = [];
  for (
    let prototype: object | null = workflowClass.prototype;
    prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    chain.unshift(prototype);
  }
  const marks = new Map<string | symbol, readonly T[]>();
  for (const prototype of chain) {
    for (const key of Reflect.ownKeys(prototype)) {
      const method: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value;
      if (typeof method !== 'function' || !Object.hasOwn(method, tag)) continue;
      marks.set(key, (method as unknown as TaggedMethod<T>)[tag] ?? []);
    }
  }
  return marks;
}

function readRetry(retry: RetryOptions | undefined, where: string): RetryPolicy {
  if (retry !== undefined) checkOptions(retry, `retry of ${where}`, retryOptionNames, ['attempts']);
  const attempts = retry?.attempts ?? 1;
  if (!Number.isInteger(attempts) || attempts < 1) {
    throw new BackstepError(
      'bad-option',
      `retry.attempts of ${where} is ${attempts}: give a whole number from 1.`,
    );
  }
  const factor = retry?.factor ?? 1;
  if (!Number.isFinite(factor) || factor <= 0) {
    throw new BackstepError(
      'bad-option',
      `retry.factor of ${where} is ${factor}: give a number above 0, such as 2.`,
    );
  }
  return {
    attempts,
    delayMs: milliseconds(retry?.delay ?? 1000, `retry.delay of ${where}`),
    factor,
    maxDelayMs:
      retry?.maxDelay === undefined ? null : milliseconds(retry.maxDelay, `retry.maxDelay of ${where}`),
  };
}

function readNames(names: readonly string[] | undefined, where: string): readonly string[] | null {
  if (names === undefined) return null;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw new BackstepError('bad-option', `${where} is ${JSON.stringify(names)}: give an array of names.`);
}

function asObject(value: object, what: string, workflow: string): JsonObject {
  const json = toJson(value, what);
  if (isJsonObject(json)) return json;
  throw new BackstepError(
    'not-json',
    `${what} of ${workflow} is ${JSON.stringify(json)}: it must be an object.`,
  );
}
