import type { WorkerRequest, WorkerResponse } from '../model/workerProtocol.ts';
import type { createOpenRecording } from './openRecording.ts';

/** What is asked of recordings, as they lie on the disk. */
export type RecordingRequest = Exclude<
  WorkerRequest,
  { type: 'extract' | 'stateNames' | 'inputType' | 'recordedSource' }
>;

/** Answers what is asked of recordings; each part of the work is loaded when it is first needed. */
export function readRecording(
  opened: ReturnType<typeof createOpenRecording>,
): (request: RecordingRequest) => Promise<WorkerResponse> {
  return async (request) => {
    const { type: kind } = request;
    switch (kind) {
      case 'runs': {
        const { listRuns } = await import('../recording/listRuns.ts');
        return { type: kind, ...(await listRuns(request.dir)) };
      }
      case 'run': {
        const { openRun } = await import('../recording/reader.ts');
        using run = await openRun(request.path);
        return { type: kind, header: run.header, end: run.end, frames: run.frames };
      }
      case 'deleteRun': {
        const { deleteRun } = await import('../recording/deleteRun.ts');
        await deleteRun(request.path);
        return { type: kind };
      }
      case 'spent': {
        const { openRun } = await import('../recording/reader.ts');
        const { spentBy } = await import('../recording/runFacts.ts');
        using run = await openRun(request.path);
        return { type: kind, spent: spentBy(run) };
      }
      case 'heat': {
        const { heatOf } = await import('../recording/heat.ts');
        return { type: kind, heat: await heatOf(request.dir, request.workflow) };
      }
      case 'compareRuns': {
        const { openRun } = await import('../recording/reader.ts');
        const { compareRuns } = await import('../recording/comparison.ts');
        using a = await openRun(request.a);
        using b = await openRun(request.b);
        return { type: kind, comparison: compareRuns(a.timeline(), b.timeline()) };
      }
      case 'exportRun': {
        const { exportAs } = await import('../recording/exportAs.ts');
        await exportAs(request.path, request.target, request.format);
        return { type: kind };
      }
      case 'importRun': {
        const { importRun } = await import('../recording/exportRun.ts');
        return { type: kind, path: await importRun(request.path, request.dir) };
      }
      case 'recorded': {
        const { recordedRun } = await import('../recording/runFacts.ts');
        const { stepRow } = await import('../recording/stepRow.ts');
        const { usualLimit } = await import('../recording/shown.ts');
        const { path, from, count } = request;
        return await opened(path, (run) => {
          const frames = run.range(from, Math.min(run.head, from + count - 1));
          const rows = frames.map((frame, index) => stepRow(from + index, frame));
          return { type: kind, run: recordedRun(run, usualLimit), rows };
        });
      }
      case 'recordedStep': {
        const { recordedStep } = await import('../recording/recordedStep.ts');
        const { usualLimit } = await import('../recording/shown.ts');
        return await opened(request.path, (run) => ({
          type: kind,
          step: recordedStep(run, request.k, usualLimit),
        }));
      }
      case 'recordedValue': {
        const { valueIn, valueText } = await import('../recording/shown.ts');
        return await opened(request.path, (run) => {
          const value = valueIn(run, request.place);
          const language = typeof value === 'string' ? 'text' : 'json';
          return { type: kind, text: valueText(value), language };
        });
      }
      case 'saveRecordedValue': {
        const { saveValue } = await import('../recording/exportAs.ts');
        await opened(request.path, (run) => saveValue(run, request.place, request.target));
        return { type: kind };
      }
      default:
        return request satisfies never;
    }
  };
}
