import * as vscode from 'vscode';
import type { StreamBody } from '../runtime/model/stream.ts';
import { debugType, type Sessions } from './sessions.ts';
import { readStream } from './streamBody.ts';

/** Hands on what calls of the session that is looked at answer, while they do. */
export function followStreams(sessions: Sessions, show: (stream: StreamBody) => void): vscode.Disposable {
  return vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
    if (session.type !== debugType || event !== 'backstep/stream' || session !== sessions.session) return;
    const stream = readStream(body);
    if (stream !== null) show(stream);
  });
}
