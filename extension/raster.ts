import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { FromRaster, ToRaster } from '../runtime/model/pageProtocol.ts';

/** Points of the picture for each of the drawing: sharp on any screen, and when it is printed. */
const scale = 2;
/** Milliseconds after which a page that says nothing is given up. */
const patience = 20_000;

/** An SVG as PNG: drawn in a webview that closes itself, since only a browser can draw it as it is meant. */
export async function rasterise(svg: string, extensionUri: vscode.Uri): Promise<Uint8Array> {
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const panel = vscode.window.createWebviewPanel(
    'backstep.raster',
    vscode.l10n.t('Drawing…'),
    { viewColumn: vscode.ViewColumn.Active, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [dist] },
  );
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(vscode.l10n.t('The picture could not be drawn in time.'))),
        patience,
      );
      panel.onDidDispose(() =>
        reject(new Error(vscode.l10n.t('The picture was closed before it was drawn.'))),
      );
      panel.webview.onDidReceiveMessage((message: FromRaster) => {
        switch (message.type) {
          case 'ready': {
            const order: ToRaster = { type: 'draw', svg, scale };
            void panel.webview.postMessage(order);
            return;
          }
          case 'drawn':
            resolve(Buffer.from(message.base64, 'base64'));
            return;
          case 'undrawn':
            reject(new Error(vscode.l10n.t('The picture cannot be drawn: {0}', message.message)));
            return;
          default:
            message satisfies never;
        }
      });
      panel.webview.html = rasterPage({
        nonce: randomBytes(16).toString('base64url'),
        script: panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, 'raster.js')).toString(),
      });
    });
  } finally {
    clearTimeout(timer);
    panel.dispose();
  }
}

function rasterPage({ nonce, script }: { readonly nonce: string; readonly script: string }): string {
  const policy = `default-src 'none'; img-src data:; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Drawing</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
