import path from 'node:path';
import * as vscode from 'vscode';
import { runFolders } from './runFolders.ts';
import { importContent, importFiles } from './runImport.ts';
import type { RunNode } from './runTree.ts';
import type { WorkerClient } from './workerClient.ts';

const uriList = 'text/uri-list';

/** Runs are files: dropped on the view they are imported, dragged out of it they open, or are copied. */
export function runDragAndDrop(
  recordings: WorkerClient,
  changed: () => void,
): vscode.TreeDragAndDropController<RunNode> {
  return {
    dropMimeTypes: [uriList, 'files'],
    dragMimeTypes: [uriList],

    handleDrag(nodes, transfer) {
      const uris = nodes.flatMap((node) => {
        if (node.type === 'folder') return [];
        return [vscode.Uri.file(node.type === 'run' ? node.run.path : node.path).toString()];
      });
      transfer.set(uriList, new vscode.DataTransferItem(uris.join('\r\n')));
    },

    async handleDrop(target, transfer) {
      const dir = folderOf(target);
      if (dir === null) return;
      let taken = false;
      const listed = (await transfer.get(uriList)?.asString()) ?? '';
      const files = listed
        .split(/\r?\n/)
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => vscode.Uri.parse(line))
        // A row that is dropped where it already lies stays there.
        .filter(({ scheme, fsPath }) => scheme === 'file' && path.dirname(fsPath) !== dir)
        .map(({ fsPath }) => fsPath);
      if (files.length > 0) taken = await importFiles(files, dir, recordings);
      else if (listed === '') {
        for (const [, item] of transfer) {
          const file = item.asFile();
          if (file !== undefined && (await importContent(file, dir, recordings))) taken = true;
        }
      }
      if (taken) changed();
    },
  };
}

/** The folder of recordings that a row belongs to; that of the first workspace folder where nothing is pointed at. */
function folderOf(target: RunNode | undefined): string | null {
  switch (target?.type) {
    case 'folder':
      return target.dir;
    case 'run':
      return path.dirname(target.run.path);
    case 'unreadable':
      return path.dirname(target.path);
    case undefined:
      return runFolders()[0]?.dir ?? null;
    default:
      return target satisfies never;
  }
}
