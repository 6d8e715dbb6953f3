import type { StepOptions, WorkflowOptions } from './decorators.ts';
import type { StateValue } from './directive.ts';

/** Metadata lives under registered symbols, so that two copies of the package understand each other. */
export const workflowTag = Symbol.for('backstep.workflow');
export const stepTag = Symbol.for('backstep.step');
export const compensationTag = Symbol.for('backstep.compensation');

export interface TaggedMethod<T> {
  [tag: symbol]: readonly T[] | undefined;
}

export interface TaggedClass {
  readonly name: string;
  readonly prototype: object;
  new (): object;
  [workflowTag]?: WorkflowOptions;
}

export interface StepMark {
  readonly state: StateValue;
  readonly options: StepOptions;
}

export interface CompensationMark {
  readonly state: StateValue;
}
