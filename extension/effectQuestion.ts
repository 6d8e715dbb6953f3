import * as vscode from 'vscode';
import type { AskBody, Decision } from '../runtime/model/asked.ts';
import { ask } from './debugRequests.ts';
import { debugType } from './sessions.ts';

/** Asks before a re-run calls a service that changes the world. What is not answered waits, and Stop ends it. */
export function askAboutEffects(): vscode.Disposable {
  return vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
    if (session.type !== debugType || event !== 'backstep/ask') return;
    void decide(session, body as AskBody);
  });
}

async function decide(session: vscode.DebugSession, question: AskBody): Promise<void> {
  const reuse: Choice = {
    title: question.recorded ? vscode.l10n.t('Use Recorded Answer') : vscode.l10n.t('Do Not Call'),
    decision: { decision: 'reuse', all: false },
  };
  const live: Choice = { title: vscode.l10n.t('Call Again'), decision: { decision: 'live', all: false } };
  const compensate: Choice = {
    title: vscode.l10n.t('Undo, Then Call Again'),
    decision: { decision: 'compensate', all: false },
  };
  const all: Choice = {
    title: vscode.l10n.t('Call Always'),
    decision: { decision: 'live', all: true },
  };
  const chosen = await vscode.window.showWarningMessage(
    question.question,
    {
      modal: true,
      detail: vscode.l10n.t(
        'The run waits. Without an answer here, type :reuse or :live in the Debug Console, or stop the session.',
      ),
    },
    reuse,
    live,
    ...(question.compensates === null ? [] : [compensate]),
    all,
  );
  if (chosen === undefined) return;
  try {
    await ask(session, 'backstep/decide', { id: question.id, ...chosen.decision });
  } catch (error) {
    void vscode.window.showInformationMessage(error instanceof Error ? error.message : String(error));
  }
}

interface Choice extends vscode.MessageItem {
  readonly decision: Decision;
}
