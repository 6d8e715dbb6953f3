/** The row of the table `run`, by the names that its columns have elsewhere. */
export interface RunRow<T> {
  readonly id: T;
  readonly workflow: T;
  readonly file: T;
  readonly status: T;
  readonly startedAt: T;
  readonly endedAt: T;
  readonly steps: T;
  readonly parentRun: T;
  readonly parentCut: T;
  readonly inherited: T;
  readonly version: T;
  readonly start: T;
  readonly states: T;
}

/** Names the columns of a row, which come in the order of the schema. */
export function runRow<T>(columns: readonly T[]): RunRow<T | undefined> {
  const [id, workflow, file, status, startedAt, endedAt, steps, ...more] = columns;
  const [parentRun, parentCut, inherited, version, start, states] = more;
  const first = { id, workflow, file, status, startedAt, endedAt, steps };
  return { ...first, parentRun, parentCut, inherited, version, start, states };
}
