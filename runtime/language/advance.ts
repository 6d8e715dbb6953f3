import { applyPatches } from './applyPatches.ts';
import type { Directive, ErrorRecord } from './directive.ts';
import type { Json } from './json.ts';
import type { Patch } from './patch.ts';
import type { Snapshot } from './snapshot.ts';

/** The part of a frame that decides what comes after it. */
export interface Advancing {
  readonly seq: number;
  readonly edits: readonly {
    readonly target: 'session' | 'data' | 'state';
    readonly patches: readonly Patch[];
  }[];
  readonly patches: readonly Patch[];
  readonly directive: Directive;
  readonly error: ErrorRecord | null;
  /** The session after the step, where a backend has it at hand: what edits and patches lead to. */
  readonly session?: Json;
}

/**
 * The snapshot after a frame. The interpreter and every reader of a recording use this one function, so that what is
 * shown of a run is what the run was.
 */
export function advance(snapshot: Snapshot, frame: Advancing): Snapshot {
  const base = {
    workflow: snapshot.workflow,
    version: snapshot.version,
    seq: frame.seq,
    input: snapshot.input,
    config: snapshot.config,
    session: frame.session ?? applyPatches(edited(snapshot, frame.edits).session, frame.patches),
  };
  const directive = frame.directive;
  switch (directive.directive) {
    case 'goto':
      return { ...base, status: 'running', state: directive.state, data: directive.data };
    case 'done':
      return { ...base, status: 'done', output: directive.output };
    case 'fail':
      return { ...base, status: 'failed', error: frame.error ?? failure(directive.reason) };
    case 'fanOut':
    case 'waitFor':
    case 'sleep':
    case 'child':
    case 'continueAs':
      throw new TypeError(`advance: ${directive.directive} must be resolved before a frame is written`);
    default:
      return directive satisfies never;
  }
}

/** A running snapshot with a person's edits applied; session, data and state are all that an edit can reach. */
export function edited(snapshot: Snapshot, edits: Advancing['edits']): Snapshot {
  let result = snapshot;
  for (const edit of edits) {
    if (edit.target === 'session')
      result = { ...result, session: applyPatches(result.session, edit.patches) };
    else if (result.status === 'running')
      result =
        edit.target === 'data'
          ? { ...result, data: applyPatches(result.data, edit.patches) }
          : { ...result, state: String(applyPatches(result.state, edit.patches)) };
  }
  return result;
}

/** The snapshot of a run before its first step. */
export function initialSnapshot(run: {
  readonly workflow: string;
  readonly version: string;
  readonly start: string;
  readonly input: Json;
  readonly config: Json;
  readonly session: Json;
}): Snapshot {
  const { workflow, version, input, config, session } = run;
  return {
    workflow,
    version,
    seq: 0,
    input,
    config,
    session,
    status: 'running',
    state: run.start,
    data: input,
  };
}

function failure(reason: Json): ErrorRecord {
  const message = typeof reason === 'string' ? reason : JSON.stringify(reason);
  return { name: 'Fail', message, stack: null, code: 'fail', retryable: false };
}
