/** "bkst", in the header of every database that is a recording. */
export const APPLICATION_ID = 0x626b7374;

/**
 * What the record of a frame holds somewhere when the frame is not plain, in the sense of `isPlain` of fold.ts. It may
 * stand in a plain one too, which then is only read with more work. A stranger's JSON has blanks where it likes, and may
 * escape any letter of a name.
 */
export const UNPLAIN_MARKS: readonly string[] = [
  '"#waiting"',
  '"wake"',
  '"signals"',
  '"undoable"',
  '"undoes"',
  '"opened"',
  '\\u0023',
  '\\u006',
  '\\u007',
];

/** The condition of the frames that may not be plain; part of a step of the schema, so that it never changes either. */
export const UNPLAIN_FRAME = `branch <> '' OR instr(rest, '"branch":""') = 0 OR ${UNPLAIN_MARKS.map(
  (mark) => `instr(rest, '${mark}') > 0`,
).join(' OR ')}`;

/**
 * The schema, as steps from nothing: step n makes version n of version n - 1. A step that was released never changes;
 * a change of the schema is a new step. docs/recording-format.md explains every table.
 */
export const SCHEMA_STEPS: readonly string[] = [
  `
  CREATE TABLE run (
    id TEXT NOT NULL,
    workflow TEXT NOT NULL,
    file TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL,
    steps INTEGER NOT NULL,
    parent_run TEXT,
    parent_cut TEXT,
    inherited INTEGER NOT NULL,
    version TEXT NOT NULL,
    start TEXT NOT NULL,
    states TEXT NOT NULL
  ) STRICT;

  CREATE TABLE document (
    name TEXT PRIMARY KEY,
    content TEXT NOT NULL
  ) STRICT;

  CREATE TABLE frame (
    position INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    branch TEXT NOT NULL,
    state TEXT NOT NULL,
    next TEXT NOT NULL,
    line INTEGER,
    started_at REAL NOT NULL,
    duration_ms REAL NOT NULL,
    data TEXT NOT NULL,
    edits TEXT,
    patches TEXT,
    directive TEXT NOT NULL,
    calls TEXT,
    rest TEXT NOT NULL,
    holes TEXT
  ) STRICT;

  CREATE TABLE keyframe (
    position INTEGER PRIMARY KEY,
    session TEXT NOT NULL
  ) STRICT;

  CREATE TABLE value (
    hash TEXT PRIMARY KEY,
    content TEXT NOT NULL
  ) STRICT;

  CREATE VIEW call AS
    SELECT
      frame.position AS position,
      frame.state AS state,
      item.key AS number,
      item.value ->> 'service' AS service,
      item.value ->> 'method' AS method,
      item.value -> 'args' AS args,
      item.value ->> '$.result.type' AS result_type,
      coalesce(item.value -> '$.result.value', item.value -> '$.result.error') AS result,
      item.value ->> 'startedMs' AS started_ms,
      item.value ->> 'durationMs' AS duration_ms,
      item.value ->> 'reused' AS reused
    FROM frame, json_each(frame.calls) AS item;

  CREATE VIEW change AS
    SELECT
      frame.position AS position,
      frame.state AS state,
      item.value ->> 'op' AS op,
      (SELECT group_concat(part.value, '.') FROM json_each(item.value, '$.path') AS part) AS path,
      coalesce(item.value -> 'value', item.value -> 'pieces') AS value
    FROM frame, json_each(frame.patches) AS item;
  `,
  `
  CREATE TABLE artifact (
    name TEXT PRIMARY KEY,
    content BLOB NOT NULL
  ) STRICT;
  `,
  // What a reader asks of all frames of a long run at once, without a look at each.
  `
  CREATE INDEX frame_state ON frame (state);
  CREATE INDEX frame_unplain ON frame (position) WHERE ${UNPLAIN_FRAME};
  `,
  `
  CREATE TABLE delta (
    position INTEGER PRIMARY KEY,
    after INTEGER NOT NULL,
    patches TEXT NOT NULL,
    holes TEXT
  ) STRICT;
  `,
];

export const SCHEMA_VERSION: number = SCHEMA_STEPS.length;
