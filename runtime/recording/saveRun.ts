import type { SqlJsStatic } from 'sql.js';
import { DatabaseBuilder } from './databaseBuilder.ts';
import type { RunReader } from './reader.ts';
import type { RunIdentity } from './record.ts';
import type { RunFile } from './runFile.ts';

/**
 * Saves a run under another identity: with fewer inherited frames than it had. Those that become its own are written
 * before what `own` holds.
 *
 * @param own - what the run holds already; null when that stays in a journal beside the database.
 * @param artifacts - contents that go into the file, by name.
 */
export function saveRun(
  sqlite: SqlJsStatic,
  run: RunReader,
  own: RunFile | null,
  identity: RunIdentity,
  path: string,
  artifacts: ReadonlyMap<string, Uint8Array> = new Map(),
): void {
  const { source, input, config, session } = run.header;
  const first = identity.inherited;
  const builder = new DatabaseBuilder(sqlite, first, (position) => run.snapshotAt(position).session);
  try {
    for (const frame of run.range(first + 1, run.inherited)) builder.frame(frame);
    own?.copyInto(builder);
    for (const [name, content] of artifacts) builder.artifact(name, content);
    const values = identity.parent === null ? { input, config, session } : null;
    builder.run(identity, { source, values, edits: run.edits }, own?.end ?? null);
    if (own !== null) builder.inFlight(own);
    builder.save(path);
  } finally {
    builder.close();
  }
}
