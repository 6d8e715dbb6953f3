import * as vscode from 'vscode';
import type { FromWebview, ToWebview } from '../runtime/model/pageProtocol.ts';
import { copyCall } from './callCommands.ts';
import { currentFamily } from './currentFamily.ts';
import { ask } from './debugRequests.ts';
import type { EditableDocuments } from './editableDocuments.ts';
import { openValue } from './recordedValue.ts';
import { replayAt } from './replay.ts';
import { lookAt } from './sessionFocus.ts';
import type { Sessions } from './sessions.ts';
import type { StateDocuments } from './stateDocuments.ts';
import { tell } from './toast.ts';
import type { WorkerClient } from './workerClient.ts';

/** What the page asks about the run that is debugged, and what it wants done with it. */
export type RunRequest = Extract<
  FromWebview,
  {
    readonly type:
      | 'history'
      | 'travel'
      | 'step'
      | 'values'
      | 'openState'
      | 'openValue'
      | 'editSession'
      | 'copyCall'
      | 'editAnswer'
      | 'family'
      | 'openRun';
  }
>;

export interface RunPageParts {
  readonly sessions: Sessions;
  readonly states: StateDocuments;
  readonly documents: EditableDocuments;
  readonly worker: WorkerClient;
  /** Reads recordings, however large, without holding up the graph. */
  readonly recordings: WorkerClient;
  readonly log: vscode.LogOutputChannel;
}

/** What came of a request: what is sent back, or whether that was done for which nothing is. */
export type RunAnswer = ToWebview | 'done' | 'failed';

/** Carries out a request of the page. What fails is said to the person who asked. */
export async function answerRunRequest(
  request: RunRequest,
  { sessions, states, documents, worker, recordings, log }: RunPageParts,
): Promise<RunAnswer> {
  const { session } = sessions;
  try {
    if (session === null) throw new Error(vscode.l10n.t('No workflow is being debugged.'));
    switch (request.type) {
      case 'history':
        return { type: 'history', page: await ask(session, 'backstep/history', { from: request.from }) };
      case 'step':
        return { type: 'step', details: await ask(session, 'backstep/step', { k: request.k }) };
      case 'values':
        return {
          type: 'values',
          values: await ask(session, 'backstep/values', {
            path: request.path,
            branch: request.branch,
            k: request.k,
          }),
        };
      case 'travel':
        await ask(session, 'backstep/travel', { k: request.k });
        return 'done';
      case 'openState':
        if (request.against === null) await states.open(request.k, request.branch);
        else await states.compare(request.against, request.k, request.branch);
        return 'done';
      case 'openValue': {
        const kin = await currentFamily(sessions, worker);
        const run = kin?.runs.find(({ id }) => id === sessions.position?.run);
        if (run === undefined) throw new Error(vscode.l10n.t('That run is not recorded any more.'));
        await openValue(run.path, request, recordings);
        return 'done';
      }
      case 'editSession':
        await documents.openSession();
        return 'done';
      case 'editAnswer':
        await documents.openAnswer(request.k, request.index);
        return 'done';
      case 'family':
        return { type: 'family', family: (await currentFamily(sessions, worker))?.family ?? null };
      case 'openRun': {
        const standing = sessions.standingIn(request.run);
        if (standing !== null) {
          await lookAt(standing);
          return 'done';
        }
        const kin = await currentFamily(sessions, worker);
        const run = kin?.runs.find(({ id }) => id === request.run);
        if (run === undefined) throw new Error(vscode.l10n.t('That run is not recorded any more.'));
        // Where one was looking: what both runs share is then the same, and what is not is seen at once.
        const step = Math.min(sessions.position?.seq ?? 0, run.steps);
        return (await replayAt(run, step, sessions)) ? 'done' : 'failed';
      }
      case 'copyCall':
        await copyCall(session, request);
        return 'done';
      default:
        return request satisfies never;
    }
  } catch (error) {
    return failed(request, error as Error, log);
  }
}

/** A page that waits for an answer gets one; what a person asked for is said to them. */
function failed(request: RunRequest, error: Error, log: vscode.LogOutputChannel): RunAnswer {
  log.warn(`The graph's request ${request.type} failed: ${error.message}`);
  switch (request.type) {
    case 'history':
      return { type: 'history', page: null };
    case 'step':
      return { type: 'step', details: null };
    case 'values':
      return { type: 'values', values: null };
    case 'family':
      return { type: 'family', family: null };
    case 'travel':
    case 'openRun':
    case 'openState':
    case 'openValue':
    case 'editSession':
    case 'copyCall':
    case 'editAnswer':
      void tell(error.message);
      return 'failed';
    default:
      return request satisfies never;
  }
}
