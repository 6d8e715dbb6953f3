import * as vscode from 'vscode';
import type { ValuePlace } from '../runtime/model/recorded.ts';
import type { WorkerClient } from './workerClient.ts';

const scheme = 'backstep-run';

/** A value of a recording as a read-only document: VS Code's own editor and diff show it. */
export function recordedUri(
  recording: string,
  place: ValuePlace,
  name: { readonly label: string; readonly language: 'json' | 'text' | 'typescript' },
): vscode.Uri {
  const endings = { json: 'json', text: 'txt', typescript: 'ts' };
  const label = name.label.replace(/[\\/]/g, '_');
  return vscode.Uri.from({
    scheme,
    path: `/${label}.${endings[name.language]}`,
    query: JSON.stringify({ recording, ...place }),
  });
}

/** Gives VS Code the text of such documents. */
export function provideRecordedTexts(recordings: WorkerClient): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent(uri) {
      const { recording, k, path } = readQuery(uri);
      const { text } = await recordings.request({
        type: 'recordedValue',
        path: recording,
        place: { k, path },
      });
      return text;
    },
  });
}

function readQuery({ query }: vscode.Uri): ValuePlace & { readonly recording: string } {
  const { recording, k, path }: Record<string, unknown> = JSON.parse(query);
  const isPath =
    Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number');
  if (typeof recording !== 'string' || typeof k !== 'number' || !isPath) {
    throw new Error(vscode.l10n.t('"{0}" names no value of a recording.', query));
  }
  return { recording, k, path };
}
