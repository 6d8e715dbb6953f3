import { existsSync, rmSync } from 'node:fs';
import { join, parse } from 'node:path';
import { BackstepError } from '../language/backstepError.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { ProgressNote } from '../model/progress.ts';
import type { Edit, Frame, RunEnd, RunHeader } from '../model/run.ts';
import { messageOf } from '../recording/failure.ts';
import type { RecordingPolicy } from '../recording/policy.ts';
import { pruneRuns } from '../recording/pruneRuns.ts';
import { createUndoneSteps, type UndoneSteps } from '../recording/undoneSteps.ts';
import { createRun, type RunWriter } from '../recording/writer.ts';

/** Writes the runs of a session. A step is on its way to the disk before anything is shown of it. */
export interface Recorder {
  /** What was undone of the steps in this folder's recordings. */
  readonly undone: UndoneSteps;
  /** Begins a run; the one before it is ended as `stopped` unless it had an end. A fork says how many frames it takes over. */
  begin(header: RunHeader, inherited?: number): void;
  append(frame: Frame): void;
  /**
   * Begins a fork whose first step begins: what that has come to, and stored, is its own. It is the current run only from
   * `begin` on, with its first frame; whatever leads to none leaves nothing.
   */
  prepare(header: RunHeader, inherited: number, edits: readonly Edit[]): void;
  /** The fork that was prepared is left before its first step has ended. */
  drop(): void;
  /** Records what the step in flight has come to. */
  note(note: ProgressNote): void;
  /** Ends the current run as its last snapshot stands. */
  end(snapshot: Snapshot): Promise<void>;
}

/** Runs that the policy no longer keeps are deleted when one has ended. */
export function createRecorder(
  dir: string,
  { redact, keep }: RecordingPolicy,
  onProblem: (message: string) => void,
): Recorder {
  let writer: RunWriter | null = null;
  let prepared: { readonly id: string; readonly writer: RunWriter; noted: boolean } | null = null;
  const missing = new Set<string>();
  let finishing: Promise<unknown> = Promise.resolve();

  /** Of a run that somebody has deleted meanwhile, its forks hold only what came after. */
  function tellMissing(run: string): void {
    const there = ['.journal', '.sqlite'].some((ending) => existsSync(join(dir, `${run}${ending}`)));
    if (there || missing.has(run)) return;
    missing.add(run);
    onProblem(
      `The recording of run ${run} is gone from ${dir}: this session still has it, and no other can open the runs that go on from it.`,
    );
  }

  function drop(): void {
    const left = prepared?.writer;
    prepared = null;
    if (!left) return;
    left.close();
    rmSync(left.path, { force: true });
  }

  function finish(end: RunEnd): Promise<void> {
    const closing = writer;
    writer = null;
    if (!closing) return Promise.resolve();
    const wasGone = closing.isGone;
    const finished = closing
      .finish(end)
      .then(({ problem }) => {
        if (problem) onProblem(problem.message);
      })
      .catch((error: unknown) => {
        closing.close();
        // The step that could not be recorded has told it.
        if (!wasGone) onProblem(messageOf(error));
      })
      .then(() => pruneRuns(dir, keep, parse(closing.path).name))
      .then(
        () => undefined,
        (error: unknown) => onProblem(messageOf(error)),
      );
    finishing = finishing.then(() => finished);
    return finished;
  }

  return {
    undone: createUndoneSteps(dir),
    begin(header, inherited) {
      // First the new one: when it cannot be begun, the old one goes on.
      const begun =
        prepared?.id === header.id
          ? prepared.writer
          : createRun(dir, header, { redact, ...(inherited === undefined ? {} : { inherited }) });
      prepared = null;
      void finish(stopped());
      writer = begun;
    },
    append(frame) {
      if (!writer) {
        throw new BackstepError(
          'recording-closed',
          'The recording of this run has ended: run on from an earlier step, or restart.',
        );
      }
      writer.append(frame);
    },
    prepare(header, inherited, edits) {
      drop();
      const begun = createRun(dir, header, { redact, inherited, edits });
      prepared = { id: header.id, writer: begun, noted: false };
      if (header.parent !== null) tellMissing(header.parent.run);
    },
    drop,
    note(note) {
      (prepared?.writer ?? writer)?.note(note);
      if (prepared) prepared.noted = true;
    },
    async end(snapshot) {
      // Somebody may resume a fork inside of its first step; without that there is nothing that the parent has not.
      if (prepared?.noted === true) {
        void finish(stopped());
        writer = prepared.writer;
        prepared = null;
        await finish(stopped());
        await finishing;
        return;
      }
      drop();
      await finish(endOf(snapshot));
      await finishing;
    },
  };
}

function stopped(): RunEnd {
  return { status: 'stopped', output: null, error: null, endedAt: Date.now() };
}

function endOf(snapshot: Snapshot): RunEnd {
  const endedAt = Date.now();
  switch (snapshot.status) {
    case 'running':
      return { status: 'stopped', output: null, error: null, endedAt };
    case 'waiting':
      return { status: 'waiting', output: null, error: null, endedAt };
    case 'done':
      return { status: 'done', output: snapshot.output, error: null, endedAt };
    case 'failed':
      return { status: 'failed', output: null, error: snapshot.error, endedAt };
    default:
      return snapshot satisfies never;
  }
}
