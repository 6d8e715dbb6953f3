/**
 * The API for workflow authors.
 *
 * @packageDocumentation
 */
export type { Artifact, ArtifactValue } from './language/artifact.ts';
export { BackstepError, NonRetryable } from './language/backstepError.ts';
export type { Context, ContextShape, Log, Only, RunContext } from './language/context.ts';
export {
  type CompensateDecorator,
  compensate,
  type RetryOptions,
  type StepDecorator,
  type StepOptions,
  type StepReturn,
  step,
  type WorkflowDecorator,
  type WorkflowOptions,
  workflow,
} from './language/decorators.ts';
export type { BranchResult, Directive, ErrorRecord, StateValue } from './language/directive.ts';
export { child, continueAs, done, fail, fanOut, goto, sleep, waitFor } from './language/directives.ts';
export type { Duration } from './language/duration.ts';
export { effect } from './language/effect.ts';
export type { Json, JsonObject } from './language/json.ts';
export type { StateOf, StatesSource } from './language/states.ts';
