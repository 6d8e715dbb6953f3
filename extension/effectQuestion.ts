import * as vscode from 'vscode';
import type { AskBody, Decision } from '../runtime/model/asked.ts';
import { ask } from './debugRequests.ts';
import { plainMessage } from './plainName.ts';
import { debugType, type Sessions } from './sessions.ts';
import { tell } from './toast.ts';

/**
 * Asks before a re-run calls a service that changes the world. What is not answered waits, and Stop ends it; a command, which
 * the status bar has too, asks once more.
 */
export function askAboutEffects(sessions: Sessions): vscode.Disposable {
  /** By session, and there by the ids of the questions: several calls may wait at once. */
  const open = new Map<string, Map<number, AskBody>>();
  return vscode.Disposable.from(
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== debugType || event !== 'backstep/ask') return;
      const question = body as AskBody;
      const questions = open.get(session.id) ?? new Map<number, AskBody>();
      open.set(session.id, questions.set(question.id, question));
      void decide(session, question);
    }),
    vscode.debug.onDidTerminateDebugSession(({ id }) => open.delete(id)),
    // Where nothing runs no call waits, whoever has answered the last one.
    sessions.onDidChange(() => {
      const { session, position } = sessions;
      if (session !== null && position?.running === false) open.delete(session.id);
    }),
    vscode.commands.registerCommand('backstep.decideCall', async () => {
      const { session, position } = sessions;
      const id = position?.question;
      const question = session === null || id === undefined ? undefined : open.get(session.id)?.get(id);
      if (session !== null && question !== undefined) await decide(session, question);
      else void tell(vscode.l10n.t('No call waits for a decision.'));
    }),
  );
}

async function decide(session: vscode.DebugSession, question: AskBody): Promise<void> {
  const { recorded, compensates } = question;
  const reuse: Choice = {
    title: vscode.l10n.t('Use Recorded Answer'),
    decision: { decision: 'reuse', all: false },
  };
  const live: Choice = {
    title: recorded ? vscode.l10n.t('Call Again') : vscode.l10n.t('Call'),
    decision: { decision: 'live', all: false },
  };
  const compensate: Choice = {
    title: vscode.l10n.t('Undo, Then Call Again'),
    decision: { decision: 'compensate', all: false },
  };
  const all: Choice = {
    title: vscode.l10n.t('Call Always'),
    decision: { decision: 'live', all: true },
  };
  const chosen = await vscode.window.showWarningMessage(
    plainMessage(question.question),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The run waits. To decide later, click the place in the status bar, or answer in the Debug Console, which says how.',
      ),
    },
    ...(recorded ? [reuse] : []),
    live,
    ...(compensates === null ? [] : [compensate]),
    all,
  );
  if (chosen === undefined) return;
  try {
    await ask(session, 'backstep/decide', { id: question.id, ...chosen.decision });
  } catch (error) {
    void tell(error instanceof Error ? error.message : String(error));
  }
}

interface Choice extends vscode.MessageItem {
  readonly decision: Decision;
}
