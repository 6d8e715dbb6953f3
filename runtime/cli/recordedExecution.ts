import { thrownAt } from '../engine/errorRecord.ts';
import type { ErrorRecord } from '../language/directive.ts';
import type { RunWriter } from '../recording/writer.ts';
import { type Execution, execute } from './execution.ts';

/** Executes a workflow, records it to its end and prints how it ended. True when it is done. */
export async function executeAndRecord(
  writer: RunWriter,
  asJson: boolean,
  execution: Omit<Execution, 'record'>,
): Promise<boolean> {
  const { result, end } = await execute({
    ...execution,
    record: (frame) => writer.append(frame),
  }).catch((error: unknown) => {
    writer.close();
    throw error;
  });
  const finished = await writer.finish(end);
  if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
  else execution.progress.end(result, placeOf(end.error), finished.path);
  if (finished.problem) process.stderr.write(`backstep: ${finished.problem.message}\n`);
  return result.status === 'done';
}

function placeOf(error: ErrorRecord | null): string | null {
  const at = error && thrownAt(error);
  return at ? `${at.file}:${at.line}:${at.column}` : null;
}
