import * as vscode from 'vscode';
import type { ValuePlace } from '../runtime/model/recorded.ts';
import { largestDocument } from './documentLimit.ts';
import { recordedUri } from './recordedText.ts';
import { longWork } from './runImport.ts';
import { cancellable } from './slowProgress.ts';
import { wholeFile } from './wholeFile.ts';
import type { WorkerClient } from './workerClient.ts';

/** Shows all of a recorded value in an editor; one that is too large for it is saved where the user says. */
export async function openValue(
  recording: string,
  { place, length }: { readonly place: ValuePlace; readonly length: number },
  recordings: WorkerClient,
): Promise<void> {
  const label = `${place.path.join('.')} ${place.path[0] === 'source' ? '' : `step ${place.k}`}`
    .trim()
    .slice(0, 80);
  if (length <= largestDocument) {
    const { language } = await recordings.request({ type: 'recordedValue', path: recording, place });
    const isSource = place.path[0] === 'source';
    const uri = recordedUri(recording, place, { label, language: isSource ? 'typescript' : language });
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    return;
  }
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('{0} is too large for an editor: save it', label),
    saveLabel: vscode.l10n.t('Save Value'),
  });
  if (target === undefined) return;
  // The dialog has asked whether to replace what is there.
  await wholeFile(target.fsPath, (beside) =>
    cancellable(vscode.l10n.t('Saving {0}', label), (signal) =>
      recordings.request(
        { type: 'saveRecordedValue', path: recording, place, target: beside },
        longWork,
        signal,
      ),
    ),
  );
}
