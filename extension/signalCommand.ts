import * as vscode from 'vscode';
import type { Json } from '../runtime/language/json.ts';
import { legible } from '../runtime/model/legible.ts';
import type { ValueType } from '../runtime/model/valueType.ts';
import { ask } from './debugRequests.ts';
import { askForPayload } from './payloadForm.ts';
import { plainName } from './plainName.ts';
import { debugType } from './sessions.ts';
import { tell } from './toast.ts';

/**
 * Sends a signal to the run that is debugged: chosen from those it waits for, with a payload that was sent before, or that
 * is asked for by its type.
 */
export function registerSignalCommand(): vscode.Disposable {
  return vscode.commands.registerCommand('backstep.sendSignal', async () => {
    const session = vscode.debug.activeDebugSession;
    if (session?.type !== debugType) return;
    try {
      const { waits, received } = await ask(session, 'backstep/waits', {});
      const waited = waits.flatMap(({ signal, state }) => (signal === null ? [] : [{ signal, state }]));
      const name = await chooseName(waited);
      if (name === undefined) return;
      const before = received.filter((signal) => signal.name === name).map(({ payload }) => payload);
      const type = waits.find(({ signal }) => signal === name)?.payload ?? null;
      const payload = await choosePayload(name, before, type);
      if (payload === undefined) return;
      await ask(session, 'backstep/signal', { name, payload });
    } catch (error) {
      void tell(error instanceof Error ? error.message : String(error));
    }
  });
}

async function chooseName(
  waited: readonly { readonly signal: string; readonly state: string }[],
): Promise<string | undefined> {
  const [only] = waited;
  if (only && waited.length === 1) return only.signal;
  if (waited.length === 0) {
    return await vscode.window.showInputBox({
      title: vscode.l10n.t('Send Signal'),
      prompt: vscode.l10n.t(
        'The run waits for no signal here. One that is sent is kept until a step waits for it.',
      ),
      placeHolder: vscode.l10n.t('Name of the signal'),
    });
  }
  const items = waited.map(({ signal, state }) => ({
    label: plainName(signal),
    description: plainName(state),
    signal,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Send Signal') });
  return chosen?.signal;
}

/** A payload that was sent before is offered first. */
async function choosePayload(
  name: string,
  before: readonly Json[],
  type: ValueType | null,
): Promise<Json | undefined> {
  const title = vscode.l10n.t('Payload of "{0}"', legible(name));
  const texts = [...new Set(before.map((payload) => JSON.stringify(payload)))];
  if (texts.length > 0) {
    const other = { label: vscode.l10n.t('Another payload…'), text: null };
    const items = texts.map((text) => ({
      label: plainName(text),
      description: vscode.l10n.t('was sent here before'),
      text,
    }));
    const chosen = await vscode.window.showQuickPick([...items, other], { title });
    if (chosen === undefined) return undefined;
    if (chosen.text !== null) return JSON.parse(chosen.text) as Json;
  }
  return await askForPayload(title, type);
}
