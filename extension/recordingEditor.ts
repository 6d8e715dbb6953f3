import { randomBytes } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FromRecordingPage, ToRecordingPage } from '../runtime/model/pageProtocol.ts';
import type { RecordedRun } from '../runtime/model/recorded.ts';
import { pageTexts } from './pageTexts.ts';
import { openValue } from './recordedValue.ts';
import { readFromRecordingPage } from './recordingMessage.ts';
import { recordingPage } from './recordingPage.ts';
import { replay } from './replay.ts';
import { exportRun } from './runExport.ts';
import type { Sessions } from './sessions.ts';
import { withSlowProgress } from './slowProgress.ts';
import { complain } from './toast.ts';
import type { WorkerClient } from './workerClient.ts';

export const recordingViewType = 'backstep.recording';
/** The same for databases of any name, when it is chosen with “Reopen Editor With…”. */
const anyDatabaseViewType = 'backstep.database';

export interface RecordingEditorParts {
  readonly extensionUri: vscode.Uri;
  readonly recordings: WorkerClient;
  readonly sessions: Sessions;
  readonly log: vscode.LogOutputChannel;
}

/** Steps that the page gets at a time. */
const pageSize = 500;
/** Milliseconds between a change of the file and its new reading. */
const pause = 500;

/** Opens recordings as pages that can only be looked at; nothing of it runs code, so it needs no trusted workspace. */
export function provideRecordingEditor(parts: RecordingEditorParts): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, panel) => show(uri, panel, parts),
  };
  const options = {
    supportsMultipleEditorsPerDocument: true,
    webviewOptions: { enableFindWidget: true },
  };
  return vscode.Disposable.from(
    vscode.window.registerCustomEditorProvider(recordingViewType, provider, options),
    vscode.window.registerCustomEditorProvider(anyDatabaseViewType, provider, options),
  );
}

function show(uri: vscode.Uri, panel: vscode.WebviewPanel, parts: RecordingEditorParts): void {
  const { extensionUri, recordings, sessions, log } = parts;
  const recording = uri.fsPath;
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const { webview } = panel;
  let run: RecordedRun | null = null;
  let from = 1;
  let timer: NodeJS.Timeout | null = null;

  const post = (message: ToRecordingPage): void => void webview.postMessage(message);
  const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();

  async function sendRun(): Promise<void> {
    try {
      const request = recordings.request({ type: 'recorded', path: recording, from, count: pageSize });
      const read = await withSlowProgress(vscode.l10n.t('Reading {0}', path.basename(recording)), request);
      run = read.run;
      post({ type: 'recorded', run, from, rows: read.rows });
    } catch (error) {
      post({ type: 'unreadable', message: (error as Error).message });
    }
  }

  async function receive(message: FromRecordingPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return await sendRun();
      case 'rows':
        from = message.from;
        return await sendRun();
      case 'step': {
        const { step } = await recordings.request({ type: 'recordedStep', path: recording, k: message.k });
        return post({ type: 'step', step });
      }
      case 'value':
        return await openValue(recording, message, recordings);
      case 'source':
        return await openValue(recording, { place: { k: 0, path: ['source'] }, length: 0 }, recordings);
      case 'replay':
        if (run !== null) await replay({ path: recording, workflow: run.summary.workflow }, sessions);
        return;
      case 'export':
        return run === null ? undefined : await exportRun({ ...run.summary, path: recording }, recordings);
      default:
        return message satisfies never;
    }
  }

  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      void sendRun();
    }, pause);
  };
  const base = path.basename(recording).replace(/\.(sqlite|journal)$/, '');
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(path.dirname(recording)), `${base}.*`),
  );
  const disposables = [
    watcher,
    watcher.onDidChange(later),
    watcher.onDidCreate(later),
    webview.onDidReceiveMessage((message: unknown) => {
      const read = readFromRecordingPage(message);
      if (read === null) {
        log.warn(`A message from a recording's page that is none: ${JSON.stringify(message)}`);
        return;
      }
      receive(read).catch((error: Error) => {
        log.error(error);
        void complain(vscode.l10n.t('Backstep: {0}', error.message));
      });
    }),
  ];
  panel.onDidDispose(() => {
    if (timer !== null) clearTimeout(timer);
    for (const disposable of disposables) disposable.dispose();
  });

  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  webview.html = recordingPage({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    script: address('recording.js'),
    style: address('recording.css'),
    texts: pageTexts(),
  });
}
