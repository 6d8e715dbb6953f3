import * as vscode from 'vscode';
import type { CallDetails } from '../runtime/model/history.ts';
import { ask } from './debugRequests.ts';
import type { EditableDocuments } from './editableDocuments.ts';
import { plainName } from './plainName.ts';
import type { Sessions } from './sessions.ts';
import { tell } from './toast.ts';

/** A call of a step: the position that the step led to, and its place among the step's calls. */
interface CallPlace {
  readonly k: number;
  readonly index: number;
}

/** What the details of a step offer on each of its calls, as commands that ask which call is meant. */
export function registerCallCommands(sessions: Sessions, documents: EditableDocuments): vscode.Disposable {
  const register = (
    command: string,
    title: string,
    isMeant: (call: CallDetails) => boolean,
    act: (session: vscode.DebugSession, place: CallPlace) => Promise<void>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(command, async () => {
      try {
        const session = sessionOf(sessions);
        const place = await chooseCall(session, sessions.position?.seq ?? 0, title, isMeant);
        if (place !== null) await act(session, place);
      } catch (error) {
        void tell((error as Error).message);
      }
    });
  return vscode.Disposable.from(
    register('backstep.copyCall', vscode.l10n.t('Copy which call as JSON?'), () => true, copyCall),
    register(
      'backstep.editAnswer',
      vscode.l10n.t('Edit the answer of which call?'),
      ({ error, stream }) => error === null && stream === null,
      (_session, { k, index }) => documents.openAnswer(k, index),
    ),
  );
}

/** Puts all of a call on the clipboard. */
export async function copyCall(session: vscode.DebugSession, { k, index }: CallPlace): Promise<void> {
  const call = await ask(session, 'backstep/call', { k, index });
  await vscode.env.clipboard.writeText(JSON.stringify(call, null, 2));
  vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('The call was copied as JSON.')}`, 3_000);
}

async function chooseCall(
  session: vscode.DebugSession,
  k: number,
  title: string,
  isMeant: (call: CallDetails) => boolean,
): Promise<CallPlace | null> {
  if (k === 0) throw new Error(vscode.l10n.t('No step has been taken here.'));
  const { calls } = await ask(session, 'backstep/step', { k });
  const items = calls.flatMap((call, index) =>
    isMeant(call)
      ? [
          {
            label: plainName(`${index + 1}. ${call.name}`),
            description: plainName(call.model ?? ''),
            place: { k, index },
          },
        ]
      : [],
  );
  const [only] = items;
  if (only === undefined)
    throw new Error(
      calls.length === 0
        ? vscode.l10n.t('Step {0} called no service: go to one that did.', k)
        : vscode.l10n.t('No call of step {0} has an answer that can be edited.', k),
    );
  if (items.length === 1) return only.place;
  return (await vscode.window.showQuickPick(items, { title }))?.place ?? null;
}

function sessionOf({ session }: Sessions): vscode.DebugSession {
  if (session === null)
    throw new Error(vscode.l10n.t('No workflow is being debugged: start one, or replay a run.'));
  return session;
}
