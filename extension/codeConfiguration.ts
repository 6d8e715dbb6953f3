import path from 'node:path';
import type { DebugConfiguration } from 'vscode';
import * as vscode from 'vscode';
import type { AttachCodeBody } from '../runtime/model/position.ts';

/** Has the JavaScript debugger stop at the first statement of the method that the host is about to call. */
export const enterNextMethod = "debug(globalThis[Symbol.for('backstep.nextMethod')])";

/** How VS Code's JavaScript debugger is attached to a host whose inspector is open. */
export function codeConfiguration(
  name: string,
  { port }: AttachCodeBody,
  extension: string,
): DebugConfiguration {
  const own = [`${extension.replaceAll(path.sep, '/')}/dist/**`, '**/node_modules/backstep/**'];
  return {
    type: 'pwa-node',
    request: 'attach',
    name: vscode.l10n.t('{0}: inside the step', name),
    address: '127.0.0.1',
    port,
    // What the user did not write is run through: Node's own files, and Backstep's, wherever they were found.
    skipFiles: ['<node_internals>/**', ...own],
    // The loader puts each source map into the code that it emits, wherever the source lies.
    resolveSourceMapLocations: ['**', ...own.map((files) => `!${files}`)],
    outFiles: [],
    enableContentValidation: false,
    // Backstep prints what the program prints. What the program starts is left alone.
    outputCapture: 'std',
    autoAttachChildProcesses: false,
    // With it, a stop at a method's first statement would be taken for one to run on from.
    continueOnAttach: false,
  };
}

/** The body of a `backstep/attachCode` event; null when it is not one. */
export function readAttachCode(body: unknown): AttachCodeBody | null {
  if (typeof body !== 'object' || body === null) return null;
  const { port, enter, lines } = body as Readonly<Record<string, unknown>>;
  if (!Number.isInteger(port) || typeof enter !== 'boolean' || !Array.isArray(lines)) return null;
  return body as AttachCodeBody;
}
