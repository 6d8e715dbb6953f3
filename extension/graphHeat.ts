import * as vscode from 'vscode';
import type { WorkflowGraph } from '../runtime/model/graph.ts';
import type { ToWebview } from '../runtime/model/pageProtocol.ts';
import { recordingsOf } from './runFolders.ts';
import { warn } from './toast.ts';
import type { WorkerClient } from './workerClient.ts';

/** All recorded runs of the workflow added up, for the page; where that fails, it is said. */
export async function heatMessage({ file, name }: WorkflowGraph, worker: WorkerClient): Promise<ToWebview> {
  try {
    return await worker.request({ type: 'heat', dir: recordingsOf(file), workflow: name });
  } catch (error) {
    void warn(vscode.l10n.t('Backstep cannot add up the runs: {0}', (error as Error).message));
    return { type: 'heat', heat: null };
  }
}
